import ArgumentParser
import Database
import Foundation

/// How the live database is named.
struct ConnectionOptions: ParsableArguments {
  @Option(
    help: "The database, as a URL or in libpq's key=value form. Default: BAILIWICK_URL, then libpq's environment.")
  var url: String?

  /// What is connected to.
  func target() throws -> ConnectionTarget {
    let named = url ?? ProcessInfo.processInfo.environment["BAILIWICK_URL"] ?? ""
    do { return try ConnectionTarget(url: named) } catch { throw Failure(message: "\(error)") }
  }

  /// Opens the connection.
  func connect() async throws -> Connection {
    do { return try await Connection.open(target()) } catch let error as DatabaseError {
      throw Failure(message: "\(error)")
    }
  }
}

/// Which throwaway server is started.
struct SandboxOptions: ParsableArguments {
  @Option(help: "A folder with PostgreSQL's server programs. Default: BAILIWICK_POSTGRES, Debian's folders, the PATH.")
  var postgres: String?
}
