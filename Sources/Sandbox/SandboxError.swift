/// Why no throwaway server could be had.
package enum SandboxError: Error, Sendable, CustomStringConvertible {
  /// No server programs were found, or none of the major version asked for; carries the folders that were searched.
  case notInstalled(major: Int?, searched: [String])
  /// The folder that was named holds no server programs.
  case notAnInstallation(directory: String)
  /// The server did not come up; carries the end of its log.
  case didNotStart(log: String)
  /// `pg_dump` could not read the database; carries what it said.
  case dumpFailed(String)
  /// The machine refused something that has nothing to do with the server.
  case system(String)

  /// One sentence, with what to do.
  package var description: String {
    switch self {
    case .notInstalled(let major, let searched):
      "no PostgreSQL \(major.map { "\($0) " } ?? "")server found in \(searched.joined(separator: ", ")); "
        + "run .ci/setup demo, install Debian's postgresql package, or name a folder with --postgres"
    case .notAnInstallation(let directory):
      "\(directory) holds no PostgreSQL server: neither bin/postgres nor postgres stands beside initdb there"
    case .didNotStart(let log): "the throwaway server did not start; the end of its log:\n\(log)"
    case .dumpFailed(let said): "pg_dump could not read the database: \(said)"
    case .system(let reason): reason
    }
  }
}
