import Database
import Sandbox
import TestSupport

/// The freight schema under the file for CockroachDB, with rows of two tenants and logins of all roles.
struct FreightWorld {
  /// What a statement led to: the first column of its rows joined by commas, or the server's SQLSTATE.
  enum Outcome: Hashable, Sendable {
    case rows(String)
    case refused(String)
  }

  let superuser: Connection
  let logins: [String: Connection]

  /// Two tenants; of each a draft, a booked, a closed and an embargoed shipment.
  static let rows = """
    INSERT INTO app.tenants (id, name) VALUES ('aaaaaaaa-0000-4000-8000-000000000000', 'Acme'), ('bbbbbbbb-0000-4000-8000-000000000000', 'Borg');
    INSERT INTO app.countries VALUES ('SE', 'Sweden');
    INSERT INTO app.shipments (id, tenant_id, reference, status, country_code, weight_kg, margin, contact_email)
      SELECT (t || '-1111-4000-8000-00000000000' || n::text)::uuid, (t || '-0000-4000-8000-000000000000')::uuid, s, s, 'SE', 1, 7, 'someone@example'
      FROM unnest(ARRAY['aaaaaaaa', 'bbbbbbbb']) t, unnest(ARRAY['draft', 'booked', 'closed', 'embargoed']) WITH ORDINALITY AS s(s, n);
    INSERT INTO app.shipment_events (id, shipment_id, kind) VALUES
      ('aaaaaaaa-2222-4000-8000-000000000001', 'aaaaaaaa-1111-4000-8000-000000000002', 'loaded'),
      ('bbbbbbbb-2222-4000-8000-000000000001', 'bbbbbbbb-1111-4000-8000-000000000002', 'loaded');
    INSERT INTO app.event_photos (id, event_id, path) VALUES
      ('bbbbbbbb-3333-4000-8000-000000000001', 'bbbbbbbb-2222-4000-8000-000000000001', 'b.jpg');
    INSERT INTO app.notes (id, tenant_id, author_id, body) VALUES
      ('aaaaaaaa-4444-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000000', 'aaaaaaaa-9999-4000-8000-000000000001', 'a viewer''s'),
      ('bbbbbbbb-4444-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000000', 'bbbbbbbb-9999-4000-8000-000000000001', 'b viewer''s');
    """

  /// Each login with its role, its tenant's first letters and the number of its principal.
  static let people = [
    ("a viewer", "viewer", "aaaaaaaa", 1), ("a clerk", "clerk", "aaaaaaaa", 2), ("a manager", "manager", "aaaaaaaa", 3),
    ("b viewer", "viewer", "bbbbbbbb", 1), ("b clerk", "clerk", "bbbbbbbb", 2), ("auditor", "auditor", nil, 9),
  ]

  /// On PostgreSQL.
  static func start(_ sandbox: Sandbox, database: String) async throws -> FreightWorld {
    let target = try await sandbox.createDatabase(database)
    let superuser = try await Connection.open(target)
    _ = try await superuser.script(Example.freight.sql)
    _ = try await superuser.script(rows)
    try await OnPostgreSQL.apply("cockroachdb-25.4.up.sql", of: .freight, to: superuser, database: database)
    return try await FreightWorld(target, superuser, password: "p")
  }

  /// Lets the people in; the file stands. A cluster that checks no password has none.
  init(_ target: ConnectionTarget, _ superuser: Connection, password: String?) async throws {
    self.superuser = superuser
    var logins: [String: Connection] = [:]
    for (number, person) in Self.people.enumerated() {
      let login = "bw_\(target.database ?? "")_\(number)"
      let tenant = person.2.map { "'\($0)-0000-4000-8000-000000000000', true" } ?? "NULL, NULL"
      let principal = "'\(person.2 ?? "eeeeeeee")-9999-4000-8000-00000000000\(person.3)'"
      for statement in [
        "CREATE ROLE \(login) LOGIN\(password.map { " PASSWORD '\($0)'" } ?? "")",
        "GRANT freight_\(person.1) TO \(login)", "INSERT INTO bailiwick.principals (id) VALUES (\(principal))",
        """
        INSERT INTO bailiwick.logins (login, principal_id, tenant_id, tenant_active, reaches_all, roles)
          VALUES ('\(login)', \(principal), \(tenant), \(person.2 == nil), ARRAY['\(person.1)'])
        """,
      ] { _ = try await superuser.run(statement) }
      logins[person.0] = try await Connection.open(target.with(user: login, password: password.map(Secret.init)))
    }
    self.logins = logins
  }

  func outcome(_ who: String, _ sql: String) async throws -> Outcome {
    guard let login = logins[who] else { throw DatabaseError(.usage, "nobody is \(who)") }
    do {
      let rows = try await login.run(sql).rows
      return .rows(rows.map { $0.first.flatMap(\.self) ?? "-" }.joined(separator: ","))
    } catch {
      guard let state = error.sqlState else { throw error }
      return .refused(state)
    }
  }
}
