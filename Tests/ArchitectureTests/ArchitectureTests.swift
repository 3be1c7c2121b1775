import Foundation
import Testing

/// The arrows of the pipeline: what stands in `Package.swift` is all that a target may import.
@Suite struct ArchitectureTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The table `dependencies` of the manifest, read from its text.
  static func table() throws -> [String: Set<String>] {
    let manifest = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
    let start = try #require(manifest.range(of: "let dependencies"))
    let end = try #require(manifest.range(of: "\n]\n", range: start.upperBound..<manifest.endIndex))
    let body = manifest[start.upperBound..<end.lowerBound].replacing(/\s+/, with: " ")
    var table: [String: Set<String>] = [:]
    for match in body.matches(of: /\( ?"(\w+)", \[([^\]]*)\]/) {
      table[String(match.1)] = Set(match.2.matches(of: /"(\w+)"/).map { String($0.1) })
    }
    return table
  }

  @Test func everyImportIsAnArrowOfTheManifest() throws {
    let table = try Self.table()
    #expect(table.count >= 12)
    let own = Set(table.keys).union(["CLibPQ", "CCrypto"])
    for (target, allowed) in table {
      let folder = Self.root.appending(path: "Sources/\(target)")
      let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
      #expect(!files.isEmpty, "\(target) has no source")
      for file in files {
        let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        for match in text.matches(of: /(?m)^(?:@\w+ )*(?:public |package |internal )?import (?:\w+ )?(\w+)/) {
          let name = String(match.1)
          #expect(!own.contains(name) || allowed.contains(name), "\(target)/\(file) imports \(name)")
        }
      }
    }
  }

  @Test func noArrowPointsBack() throws {
    let table = try Self.table()
    func reach(_ target: String, _ seen: Set<String>) -> Bool {
      seen.contains(target) || table[target, default: []].contains { reach($0, seen.union([target])) }
    }
    for target in table.keys { #expect(!reach(target, []), "\(target) reaches itself") }
  }

  @Test func thePolicyProcessNeedsNothingButTheStandardLibrary() throws {
    for target in ["CanonicalJSON", "Diagnostics", "SchemaModel", "PolicyModel", "Bailiwick"] {
      let folder = Self.root.appending(path: "Sources/\(target)")
      for file in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where file.hasSuffix(".swift") {
        let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        #expect(text.firstMatch(of: /(?m)^.*import Foundation/) == nil, "\(target)/\(file) imports Foundation")
      }
    }
  }
}
