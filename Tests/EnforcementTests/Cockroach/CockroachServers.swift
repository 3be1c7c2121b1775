import Database
import Sandbox
import TestSupport
import Testing

/// The suites that execute files for CockroachDB on PostgreSQL. Their roles belong to the server and have the same names, so
/// they take turns on one server of each version, which is emptied before each.
@Suite(.serialized, .takesTurns) struct CockroachServers {
  static func empty(_ major: Int = 15) async throws -> Sandbox {
    let sandbox = try await TestServer.start(for: "cockroach", major: major)
    let superuser = try await Connection.open(sandbox.superuser)
    for row in try await superuser.run(
      "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'"
    ).rows {
      if let name = row[0] { try await sandbox.dropDatabase(name) }
    }
    for row in try await superuser.run(
      "SELECT quote_ident(rolname) FROM pg_roles WHERE NOT rolsuper AND rolname !~ '^pg_'"
    ).rows {
      if let name = row[0] { _ = try await superuser.run("DROP ROLE \(name)") }
    }
    await superuser.close()
    return sandbox
  }
}
