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
      throw Failure(message: "\(error)" + hint(error))
    }
  }

  /// What to do where nobody said which server is meant; what the server itself refused needs no more words.
  private func hint(_ error: DatabaseError) -> String {
    let environment = ProcessInfo.processInfo.environment
    let named = ["BAILIWICK_URL", "PGHOST", "PGHOSTADDR", "PGSERVICE"].contains { environment[$0]?.isEmpty == false }
    guard url == nil && !named && error.sqlState == nil else { return "" }
    return "\nname the database with --url, BAILIWICK_URL or libpq's environment (PGHOST, PGUSER, PGDATABASE)"
  }
}

/// Which throwaway server is started.
struct SandboxOptions: ParsableArguments {
  @Option(help: "A folder with PostgreSQL's server programs. Default: BAILIWICK_POSTGRES, Debian's folders, the PATH.")
  var postgres: String?
}
