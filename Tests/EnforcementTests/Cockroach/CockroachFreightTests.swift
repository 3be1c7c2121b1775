import Database
import TestSupport
import Testing

extension CockroachServers {
  /// What the logins of two tenants may do under the file for CockroachDB, and what they may not.
  @Suite struct CockroachFreightTests {
    typealias Attempt = CockroachWorld.Attempt

    @Test(arguments: TestServer.majors) func everybodyDoesWhatThePolicySays(_ major: Int) async throws {
      let sandbox = try await CockroachServers.empty(major)
      let freight = try await CockroachWorld.start(
        .freight, FreightRows.sql, FreightRows.people, on: sandbox, database: "controls")
      try await freight.hold(Self.controls + Self.otherTenant + Self.roles + Self.columns + Self.viewsOnPostgreSQL)
    }

    @Test(arguments: TestServer.majors) func whoIsSuspendedOrUnknownDoesNothing(_ major: Int) async throws {
      let sandbox = try await CockroachServers.empty(major)
      let freight = try await CockroachWorld.start(
        .freight, FreightRows.sql, FreightRows.people, on: sandbox, database: "suspended")
      _ = try await freight.superuser.run("UPDATE bailiwick.tenants SET active = false WHERE id::text LIKE 'aaaa%'")
      try await freight.hold(
        [
          ("a manager", "SELECT count(*) FROM app_view.shipments", .rows("0")),
          ("a manager", "SELECT count(*) FROM app.countries", .rows("0")),
          ("a manager", "SELECT count(*) FROM app_write.shipments_delete('\(Self.a(1))')", .rows("0")),
          ("b viewer", "SELECT count(*) FROM app_view.shipments", .rows("3")),
          ("auditor", "SELECT count(*) FROM app_view.shipments", .rows("6")),
        ])
      _ = try await freight.superuser.run("DELETE FROM bailiwick.logins WHERE roles = '{auditor}'")
      try await freight.hold([("auditor", "SELECT count(*) FROM app.shipment_events", .rows("0"))])
    }

    private static func a(_ number: Int) -> String { "aaaaaaaa-1111-4000-8000-00000000000\(number)" }
    private static func b(_ number: Int) -> String { "bbbbbbbb-1111-4000-8000-00000000000\(number)" }
    private static func setStatus(_ id: String, _ status: String) -> String {
      "SELECT count(*) FROM app_write.shipments_update('\(id)', NULL, '\(status)', NULL, NULL, NULL, NULL)"
    }
    private static func draft(_ more: String = "", _ values: String = "") -> String {
      "INSERT INTO app.shipments (reference, country_code, weight_kg, contact_email\(more)) VALUES ('n\(more)', 'SE', 1, 'n@n'\(values))"
    }

    static let controls: [Attempt] = [
      ("a viewer", "SELECT count(*) FROM app_view.shipments", .rows("3")),
      ("a manager", "SELECT count(*) FROM app_view.shipments", .rows("4")),
      ("auditor", "SELECT count(*) FROM app_view.shipments", .rows("6")),
      ("auditor", "SELECT count(*) FROM app.event_photos", .rows("1")),
      ("a viewer", "SELECT body FROM app.notes", .rows("a viewer's")),
      ("a viewer", "SELECT DISTINCT contact_email FROM app_view.shipments", .rows("***********mple")),
      ("a clerk", "SELECT DISTINCT contact_email FROM app_view.shipments", .rows("someone@example")),
      ("a manager", "SELECT DISTINCT margin FROM app_view.shipments", .rows("7.00")),
      ("a clerk", draft(), .rows("")),
      ("a viewer", "SELECT count(*) FROM app_view.shipments WHERE reference = 'n'", .rows("1")),
      ("b viewer", "SELECT count(*) FROM app_view.shipments WHERE reference = 'n'", .rows("0")),
      ("a clerk", setStatus(a(1), "booked"), .rows("1")),
      ("a manager", "SELECT count(*) FROM app_write.shipments_set_margin('\(a(1))', 9)", .rows("1")),
      ("a manager", "SELECT margin FROM app_view.shipments WHERE id = '\(a(1))'", .rows("9.00")),
      ("a clerk", "INSERT INTO app.shipment_events (shipment_id, kind) VALUES ('\(a(2))', 'seen')", .rows("")),
      ("a viewer", "INSERT INTO app.notes (body) VALUES ('mine')", .rows("")),
      ("a viewer", "UPDATE app.notes SET body = 'changed' WHERE body = 'mine' RETURNING body", .rows("changed")),
      ("a viewer", "DELETE FROM app.notes WHERE body = 'changed' RETURNING body", .rows("changed")),
      ("a manager", "SELECT count(*) FROM app_write.shipments_delete('\(a(1))')", .rows("1")),
    ]

    static let otherTenant: [Attempt] = [
      ("a viewer", "SELECT count(*) FROM app_view.shipments WHERE id = '\(b(1))' OR reference LIKE 'b%x'", .rows("0")),
      ("a clerk", "SELECT count(*) FROM app.shipment_events WHERE id::text LIKE 'bbbb%'", .rows("0")),
      ("a viewer", "SELECT count(*) FROM app.event_photos", .rows("0")),
      ("a manager", "SELECT count(*) FROM app.notes", .rows("0")),
      ("a clerk", setStatus(b(1), "booked"), .rows("0")),
      ("a manager", "SELECT count(*) FROM app_write.shipments_delete('\(b(1))')", .rows("0")),
      ("a manager", "SELECT count(*) FROM app_write.shipments_set_margin('\(b(1))', 0)", .rows("0")),
      ("a clerk", draft(", tenant_id", ", 'bbbbbbbb-0000-4000-8000-000000000000'"), .refused("42501")),
      ("a clerk", "INSERT INTO app.shipment_events (shipment_id, kind) VALUES ('\(b(2))', 'x')", .refused("23503")),
      ("a viewer", "UPDATE app.notes SET author_id = gen_random_uuid()", .refused("42501")),
    ]

    static let roles: [Attempt] = [
      ("a viewer", draft(), .refused("42501")),
      ("a viewer", setStatus(a(2), "draft"), .refused("42501")),
      ("a clerk", "SELECT * FROM app_write.shipments_delete('\(a(2))')", .refused("42501")),
      ("a clerk", draft(", status", ", 'booked'"), .refused("42501")),
      ("a clerk", setStatus(a(3), "draft"), .rows("0")),
      ("a clerk", setStatus(a(2), "embargoed"), .rows("0")),
      ("a clerk", setStatus(a(4), "draft"), .rows("0")),
      ("a manager", setStatus(a(4), "draft"), .rows("1")),
      ("a manager", "DELETE FROM app.shipment_events", .refused("42501")),
      ("auditor", "SELECT * FROM app.notes", .refused("42501")),
      ("a clerk", "SELECT * FROM bailiwick.logins", .refused("42501")),
      ("a clerk", "SELECT * FROM bailiwick.identity", .refused("42501")),
      ("a clerk", "SET ROLE freight__writer", .refused("42501")),
    ]

    static let columns: [Attempt] = [
      ("a manager", "SELECT margin FROM app.shipments", .refused("42501")),
      ("a clerk", "SELECT id FROM app.shipments", .refused("42501")),
      ("a clerk", "UPDATE app.shipments SET weight_kg = 2", .refused("42501")),
      ("a clerk", "SELECT count(margin) FROM app_view.shipments", .rows("0")),
      ("a clerk", draft(", margin", ", 1"), .refused("42501")),
      ("a manager", draft(", margin", ", 1"), .rows("")),
      ("a clerk", "SELECT * FROM app_write.shipments_set_margin('\(a(2))', 0)", .refused("42501")),
    ]

    /// The engines refuse this with codes of their own: 42809 on CockroachDB.
    static let viewsOnPostgreSQL: [Attempt] = [
      ("a clerk", "UPDATE app_view.shipments SET reference = 'x'", .refused("55000"))
    ]
  }
}
