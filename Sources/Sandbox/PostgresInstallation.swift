import Foundation

/// The programs of one PostgreSQL server.
package struct PostgresInstallation: Hashable, Sendable {
  /// The folder with `initdb` and `postgres`.
  package let programs: String
  /// The version as `postgres --version` ends, such as `18.6`.
  package let version: String

  /// The first number of the version.
  package var major: Int { Int(version.prefix { $0.isNumber }) ?? 0 }

  /// The newest installation, or the one that was asked for by folder or by `BAILIWICK_POSTGRES`.
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
    let named = namedFolders().compactMap(at)
    let found = (named.isEmpty ? all() : named).filter { major == nil || $0.major == major }
    guard let newest = found.max(by: { $0.isOlder(than: $1) }) else {
      throw .notInstalled(major: major, searched: named.isEmpty ? folders() : namedFolders())
    }
    return newest
  }

  /// Every installation in `BAILIWICK_POSTGRES`, Debian's folders, those that `.ci/setup` fetched, and the PATH; each
  /// version once.
  package static func all() -> [PostgresInstallation] {
    var seen: Set<String> = []
    return folders().compactMap(at).filter { seen.insert($0.version).inserted }
  }

  private func isOlder(than other: PostgresInstallation) -> Bool {
    func numbers(_ version: String) -> [Int] { version.split { !$0.isNumber }.compactMap { Int($0) } }
    return numbers(version).lexicographicallyPrecedes(numbers(other.version))
  }

  private static func folders() -> [String] {
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    return namedFolders() + children(of: "/usr/lib/postgresql").map { $0 + "/bin" } + fetchedFolders() + path
  }

  /// What `BAILIWICK_POSTGRES` names; if there is a server, nothing else counts.
  private static func namedFolders() -> [String] {
    ProcessInfo.processInfo.environment["BAILIWICK_POSTGRES"].map { [$0, $0 + "/bin"] } ?? []
  }

  /// Where `.ci/setup` unpacks wheels; the programs stay where their relative paths expect them.
  private static func fetchedFolders() -> [String] {
    let environment = ProcessInfo.processInfo.environment
    let home = environment["XDG_CACHE_HOME"] ?? environment["HOME"].map { $0 + "/.cache" }
    let caches = ["/var/cache"] + (home.map { [$0] } ?? [])
    return caches.flatMap { children(of: $0 + "/bailiwick") }
      .filter { $0.contains("/postgresql-") }
      .flatMap(children)
      .map { $0 + "/pginstall/bin" }
  }

  private static func children(of folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted().map { "\(folder)/\($0)" }
  }

  /// The installation in one folder, or nil. Asks the program, since a folder's name proves nothing.
  private static func at(_ folder: String) -> PostgresInstallation? {
    let server = folder + "/postgres"
    guard FileManager.default.isExecutableFile(atPath: server),
      FileManager.default.isExecutableFile(atPath: folder + "/initdb")
    else { return nil }
    let process = Process()
    guard let output = try? ChildPipe() else { return nil }
    process.executableURL = URL(filePath: server)
    process.arguments = ["--version"]
    process.standardOutput = output.writing
    process.standardError = FileHandle.nullDevice
    guard (try? process.start()) != nil else { return nil }
    let text = String(decoding: output.everything(), as: UTF8.self)
    process.waitUntilExit()
    let word = text.split(whereSeparator: \.isWhitespace).first { $0.first?.isNumber == true }
    guard process.terminationStatus == 0, let word else { return nil }
    return PostgresInstallation(programs: folder, version: String(word))
  }
}
