import Database
import Foundation
import Provisioning
import SQLSyntax
import TestSupport
import Testing

/// How the server reads a table under each binding: by the tenant's index, and asking who asks once a statement.
@Suite(.serialized, .takesTurns) struct QueryPlanTests {
  static let tenants = (1...40).map { "00000000-0000-4000-8000-0000000000\($0 < 10 ? "0" : "")\($0)" }

  @Test(arguments: TestServer.majors) func byLogin(_ major: Int) async throws {
    let world = try await BoundExample.start("login", tenants: Self.tenants, major: major, for: "plans")
    _ = try await world.superuser.script(
      """
      INSERT INTO payroll.slips (id, employer_id, person, amount)
        SELECT gen_random_uuid(), id, 'p', n FROM payroll.employers, generate_series(1, 500) n;
      ANALYZE;
      """)
    let login = try await world.provisioner.addPrincipal(id: nil, tenant: Self.tenants[7], roles: ["accountant"])
    let connection = try await world.connect(login.login, login.password)
    try await Self.readsOnce("SELECT count(*), sum(amount) FROM payroll.slips", on: connection, rows: 500)
  }

  @Test(arguments: TestServer.majors) func bySession(_ major: Int) async throws {
    let world = try await BoundExample.start("session", tenants: Self.tenants, major: major, for: "plans")
    _ = try await world.superuser.script(
      """
      INSERT INTO clinic.appointments (id, practice_id, patient, starts_at)
        SELECT gen_random_uuid(), id, 'p', now() FROM clinic.practices, generate_series(1, 500) n;
      ANALYZE;
      """)
    let pool = try await world.provisioner.addService(.pool)
    let person = try await world.provisioner.addMember(id: nil, tenant: Self.tenants[7], roles: ["nurse"])
    let token = try await world.provisioner.openSession(
      principal: person, tenant: Self.tenants[7], pool: pool.login, seconds: 60)
    let connection = try await world.connect(pool.login, pool.password)
    _ = try await connection.run("BEGIN")
    _ = try await connection.run(BindStatement.session.sql, [token.reveal()])
    try await Self.readsOnce("SELECT count(patient) FROM clinic.appointments", on: connection, rows: 500, lookups: 1)
    try await Self.readsOnce("SELECT count(findings) FROM clinic_view.appointments", on: connection, rows: 500)
  }

  @Test(arguments: TestServer.majors) func bySetting(_ major: Int) async throws {
    let world = try await BoundExample.start("setting", tenants: (1...40).map(String.init), major: major, for: "plans")
    _ = try await world.superuser.script(
      """
      INSERT INTO shop.products (id, merchant_id, title, price)
        SELECT gen_random_uuid(), id, 'p', n FROM shop.merchants, generate_series(1, 500) n;
      ANALYZE;
      """)
    let pool = try await world.provisioner.addService(.pool)
    let person = try await world.provisioner.addMember(id: nil, tenant: "7", roles: ["seller"])
    let connection = try await world.connect(pool.login, pool.password)
    _ = try await connection.run("BEGIN")
    _ = try await connection.run(BindStatement.setting.sql, [person, "7"])
    try await Self.readsOnce("SELECT count(*), sum(price) FROM shop.products", on: connection, rows: 500, lookups: 1)
  }

  /// Runs the query, and looks at what the server did for it.
  private static func readsOnce(_ query: String, on connection: Connection, rows: Int, lookups: Int? = nil) async throws
  {
    let text = try await connection.run("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, FORMAT JSON) \(query)").rows[0][0]
    let parsed = try JSONSerialization.jsonObject(with: Data((text ?? "").utf8)) as? [[String: Any]]
    let nodes = flat(try #require(parsed?.first?["Plan"] as? [String: Any]))
    let identity = nodes.filter { ["logins", "sessions", "memberships"].contains($0["Relation Name"] as? String) }
    #expect(!identity.isEmpty, "\(text ?? "")")
    if let lookups { #expect(identity.count == lookups, "\(query): \(text ?? "")") }
    for node in identity { #expect(node["Actual Loops"] as? Double == 1, "\(query): \(text ?? "")") }
    let byTenant = nodes.filter { node in
      (node["Index Name"] as? String)?.contains("_idx") == true && node["Index Cond"] != nil
    }
    #expect(byTenant.contains { $0["Actual Rows"] as? Double == Double(rows) }, "\(query): \(text ?? "")")
    // Nothing reads a whole table of many tenants.
    #expect(!nodes.contains { ($0["Node Type"] as? String) == "Seq Scan" && ($0["Actual Rows"] as? Double ?? 0) > 500 })
  }

  private static func flat(_ node: [String: Any]) -> [[String: Any]] {
    [node] + ((node["Plans"] as? [[String: Any]]) ?? []).flatMap(flat)
  }
}
