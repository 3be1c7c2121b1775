import Foundation

/// The programs of one PostgreSQL server.
package struct PostgresInstallation: Hashable, Sendable {
  /// The folder with `initdb` and `postgres`.
  package let programs: String
  /// The version as `postgres --version` ends, such as `18.6`.
  package let version: String

  /// The first number of the version.
  package var major: Int { Int(version.prefix { $0.isNumber }) ?? 0 }

  /// The newest installation, or the one that was asked for.
  ///
  /// - Parameters:
  ///   - directory: A folder named by the user: the programs' own, or the one above. Nothing else is searched then.
  ///   - major: Only this major version.
  /// - Throws: ``SandboxError`` naming what was searched.
  package static func find(
    directory: String? = nil, major: Int? = nil
  ) throws(SandboxError) -> PostgresInstallation {
    if let directory {
      guard let found = [directory, directory + "/bin"].compactMap(at).first else {
        throw .notAnInstallation(directory: directory)
      }
      return found
    }
    let found = all().filter { major == nil || $0.major == major }
    guard let newest = found.max(by: { ($0.major, $0.version) < ($1.major, $1.version) }) else {
      throw .notInstalled(searched: folders())
    }
    return newest
  }

  /// Every installation in `BAILIWICK_POSTGRES`, Debian's folders and the PATH, each once.
  package static func all() -> [PostgresInstallation] {
    var seen: Set<String> = []
    return folders().compactMap(at).filter { seen.insert($0.version).inserted }
  }

  private static func folders() -> [String] {
    let environment = ProcessInfo.processInfo.environment
    let named = environment["BAILIWICK_POSTGRES"].map { [$0, $0 + "/bin"] } ?? []
    let debian = "/usr/lib/postgresql"
    let versions = ((try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []).sorted()
    let path = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    return named + versions.map { "\(debian)/\($0)/bin" } + path
  }

  /// The installation in one folder, or nil. Asks the program, since a folder's name proves nothing.
  private static func at(_ folder: String) -> PostgresInstallation? {
    let server = folder + "/postgres"
    guard FileManager.default.isExecutableFile(atPath: server),
      FileManager.default.isExecutableFile(atPath: folder + "/initdb")
    else { return nil }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: server)
    process.arguments = ["--version"]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let word = text.split(whereSeparator: \.isWhitespace).first { $0.first?.isNumber == true }
    guard process.terminationStatus == 0, let word else { return nil }
    return PostgresInstallation(programs: folder, version: String(word))
  }
}
