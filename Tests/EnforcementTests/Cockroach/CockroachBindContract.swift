import Database
import Foundation
import TestSupport
import Testing

/// What a pool's login meets under the file for sessions: the contract of bind, one statement after the other. On PostgreSQL
/// it holds the words, on a cluster what the engine makes of them.
struct CockroachBindContract {
  let admin: Connection
  let pool: Connection
  let poolLogin: String
  private let principal = "00000000-0000-4000-8000-0000000000e1"

  private func state(_ statements: [(String, [String?])]) async -> String {
    do {
      for (sql, values) in statements { _ = try await pool.run(sql, values) }
      _ = try await pool.run("COMMIT")
      return "00000"
    } catch {
      _ = try? await pool.run("ROLLBACK")
      return error.sqlState ?? "\(error)"
    }
  }

  private func open(_ token: String, tenant: String) async throws {
    _ = try await admin.run(
      "SELECT bailiwick.open_session(decode($1, 'hex'), $2, $3, $4, INTERVAL '1 hour')",
      [sha256(token.utf8), principal, tenant, poolLogin])
  }

  /// The tenants of the rows that the pool sees, bound by the token.
  private func seen(_ token: String) async throws -> [String] {
    _ = try await pool.run("BEGIN")
    _ = try await pool.run("SELECT bailiwick.bind($1)", [token])
    let rows = try await pool.run("SELECT DISTINCT id FROM app.tenants").rows
    _ = try await pool.run("COMMIT")
    return rows.compactMap { $0[0] }
  }

  func hold(_ tenant: String, other: String) async throws {
    _ = try await admin.run("INSERT INTO bailiwick.principals (id) VALUES ($1)", [principal])
    for key in [tenant, other] {
      _ = try await admin.run(
        "INSERT INTO bailiwick.memberships (principal_id, tenant_id, roles) VALUES ($1, $2, ARRAY['viewer'])",
        [principal, key])
    }
    try await open("one", tenant: tenant)
    try await open("two", tenant: other)
    let (first, second) = (try await seen("one"), try await seen("two"))
    #expect(first == [tenant] && second == [other])
    let unbound = try await pool.run("SELECT id FROM app.tenants").rows
    #expect(unbound.isEmpty, "a binding outlives its transaction")
    let bind = "SELECT bailiwick.bind($1)"
    let (again, another, unknown) = (
      await state([("BEGIN", []), (bind, ["one"]), (bind, ["one"])]),
      await state([("BEGIN", []), (bind, ["one"]), (bind, ["two"])]), await state([("BEGIN", []), (bind, ["three"])])
    )
    #expect([again, another, unknown] == ["00000", "25000", "28000"])
    let reads = await state([("SELECT token_hash FROM bailiwick.sessions", [])])
    #expect(reads == "42501")
    _ = try await admin.run("SELECT bailiwick.revoke_principal($1)", [principal])
    let revoked = await state([("BEGIN", []), (bind, ["one"])])
    #expect(revoked == "28000")
    let left = try await admin.run("SELECT count(*) FROM bailiwick.sessions").rows
    #expect(left == [["0"]])
  }
}
