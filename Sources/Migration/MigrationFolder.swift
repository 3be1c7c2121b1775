import Database
import Foundation
import SQLSyntax

/// One migration: two files of a folder.
package struct MigrationFile: Sendable, Hashable {
  /// Its number, as the file's name writes it.
  package var version: String
  /// What the name says after the number.
  package var name: String
  /// The text of `….up.sql`.
  package var up: String
  /// The text of `….down.sql`, if there is one.
  package var down: String?
  /// The folder and the beginning of both names.
  package var path: String

  /// A migration from its parts.
  package init(version: String, name: String, up: String, down: String? = nil, path: String) {
    (self.version, self.name, self.up, self.down, self.path) = (version, name, up, down, path)
  }

  /// SHA-256 of both texts.
  package var checksum: String { sha256((up + "\u{0}" + (down ?? "")).utf8) }
  /// Whether Bailiwick wrote it for CockroachDB.
  package var isForCockroachDB: Bool {
    isGenerated && up.prefix { $0 != "\n" }.contains(MigrationText.served(.cockroachdb))
  }
  /// Whether Bailiwick wrote it.
  package var isGenerated: Bool { up.hasPrefix(MigrationText.mark) }
}

/// A folder of migrations, generated and hand-written ones in one sequence.
package struct MigrationFolder: Sendable {
  /// In order of their numbers.
  package var files: [MigrationFile]
  /// The folder.
  package var path: String

  /// Reads `<version>_<name>.up.sql` and `.down.sql`; a folder that is not there has no files.
  /// - Throws: ``MigrationError`` when a file cannot be read, two share a number, or a `down` has no `up`.
  package init(path: String) throws(MigrationError) {
    self.path = path
    files = []
    guard FileManager.default.fileExists(atPath: path) else { return }
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
      throw MigrationError.unreadable(path)
    }
    var downs = Set(names.filter { $0.hasSuffix(".down.sql") })
    // A file of another form would be passed over in silence.
    if let other = names.sorted().first(where: {
      $0.hasSuffix(".sql") && !$0.hasSuffix(".up.sql") && !downs.contains($0)
    }) {
      throw MigrationError.badName("\(path)/\(other)")
    }
    for name in names.sorted() where name.hasSuffix(".up.sql") {
      let stem = String(name.dropLast(".up.sql".count))
      let parts = stem.split(separator: "_", maxSplits: 1).map(String.init)
      guard let version = parts.first, Self.isVersion(version) else { throw MigrationError.badName("\(path)/\(name)") }
      if let other = files.first(where: { Int($0.version) == Int(version) }) {
        throw MigrationError.sameVersion(other.path, "\(path)/\(stem)")
      }
      let down = downs.remove("\(stem).down.sql")
      files.append(
        MigrationFile(
          version: version, name: parts.count > 1 ? parts[1] : "", up: try Self.text("\(path)/\(name)"),
          down: try down.map { name throws(MigrationError) in try Self.text("\(path)/\(name)") },
          path: "\(path)/\(stem)"))
    }
    if let orphan = downs.sorted().first { throw MigrationError.badName("\(path)/\(orphan)") }
    files.sort { (Int($0.version) ?? 0) < (Int($1.version) ?? 0) }
  }

  /// Digits and nothing else, few enough that there is a next number.
  private static func isVersion(_ text: String) -> Bool {
    (1...18).contains(text.utf8.count) && text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
  }

  /// The number after the last, as wide as that one.
  package var nextVersion: String {
    guard let last = files.last, let number = Int(last.version) else { return "0001" }
    let digits = String(number + 1)
    return String(repeating: "0", count: max(0, last.version.count - digits.count)) + digits
  }

  private static func text(_ path: String) throws(MigrationError) -> String {
    guard let data = FileManager.default.contents(atPath: path), !data.contains(0),
      let text = String(data: data, encoding: .utf8)
    else {
      throw MigrationError.unreadable(path)
    }
    return text
  }
}
