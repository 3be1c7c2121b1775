import Catalog
import Database
import Enforcement
import Migration
import PolicyModel
import SQLSyntax
import SchemaModel
import TestSupport
import Testing
import Verification

extension CockroachServers {
  /// Names and texts that are SQL, and columns that are called as an argument of a routine would be.
  @Suite struct CockroachHostileTests {
    static let schema = "s'\u{301}\"; --$$"
    static let table = "t\"); DROP TABLE \"x\"; --\n\\$$\u{301}"
    static let state = "state'\u{301}\") :name"
    static let text = "x'\u{301}\\ $$"

    static func quoted(_ name: String) -> String {
      "\"" + String(String.UnicodeScalarView(name.unicodeScalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] })) + "\""
    }
    static var name: String { "\(quoted(schema)).\(quoted(table))" }

    static let policy = Policy(
      name: "odd", tenants: TenantsClause(table: "\(schema).tenants", key: "key"),
      roles: [RoleClause("reader"), RoleClause("writer", inherits: ["reader"])],
      schemas: [SchemaClause(schema, ownerships: [OwnershipClause(.column("tenant"))])],
      tables: [
        TablesClause(
          ["\(schema).\(table)"],
          rules: TableRules(
            allows: [
              AllowRule([.select], to: ["reader"]), AllowRule([.insert, .delete], to: ["writer"]),
              AllowRule(
                [.update], to: ["writer"], where: .compare(.column(state), .notEqual, .literal(.text(text))),
                resulting: .anything),
            ], hides: [HideRule(["p_name"], except: ["writer"])]))
      ])

    @Test(arguments: TestServer.majors) func upAWriteAndDown(_ major: Int) async throws {
      let sandbox = try await CockroachServers.empty(major)
      try await sandbox.withDatabase("odd") { connection, target in
        _ = try await connection.script(
          """
          CREATE SCHEMA \(Self.quoted(Self.schema));
          CREATE TABLE \(Self.quoted(Self.schema)).tenants (key text PRIMARY KEY);
          CREATE TABLE \(Self.name) (tenant text NOT NULL, id int, name text NOT NULL, p_name text DEFAULT 'it''\u{301}s', pp_name int,
            \(Self.quoted(Self.state)) text NOT NULL, PRIMARY KEY (tenant, id));
          INSERT INTO \(Self.quoted(Self.schema)).tenants VALUES ('a'), ('b');
          INSERT INTO \(Self.name) VALUES ('a', 1, 'one', 'p', 1, 'open'), ('b', 1, 'other', 'p', 1, 'open');
          """)
        let before = try await SchemaSnapshot.read(from: connection)
        let snapshot = try await SchemaSnapshot.read(from: connection, schemas: [])
        let plan = try CockroachPlan.of(Self.policy, snapshot)
        try await run(Plan.empty.steps(to: plan), connection)
        #expect(plan.differences(in: try await SchemaSnapshot.read(from: connection)) == [])

        let people = [
          CockroachWorld.Person("writer", "writer", "a", "00000000-0000-4000-8000-000000000001"),
          .init("reader", "reader", "a", "00000000-0000-4000-8000-000000000002"),
        ]
        let world = try await CockroachWorld("odd", people, target, connection, password: "p")
        let routines = try await connection.run(
          "SELECT oid::regproc::text FROM pg_proc WHERE pronamespace::regnamespace::text LIKE '%_write%' ORDER BY proname"
        ).rows.compactMap { $0[0] }
        #expect(routines.count == 4, "\(routines)")
        let update = try #require(routines.first { $0.contains("_update") })
        let view =
          try await connection.run(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'v' AND relnamespace::regnamespace::text LIKE '%_view%'"
          ).rows[0][0] ?? ""
        try await world.hold([
          ("writer", "SELECT * FROM \(update)(1, 'new', NULL)", .rows("1")),
          ("writer", "SELECT name || coalesce(p_name, '-') FROM \(view)", .rows("newp")),
          ("reader", "SELECT name || coalesce(p_name, '-') FROM \(view)", .rows("new-")),
          (
            "writer", "SELECT * FROM \(update)(1, NULL, '\(Self.text.replacing("'\u{301}", with: "''\u{301}"))')",
            .rows("1")
          ),
          ("writer", "SELECT * FROM \(update)(1, 'late', NULL)", .rows("")),
          ("reader", "SELECT * FROM \(update)(1, 'x', NULL)", .refused("42501")),
        ])
        let others = try await connection.run("SELECT name FROM \(Self.name) WHERE tenant = 'b'").rows
        #expect(others == [["other"]])
        for login in try await connection.run("DELETE FROM bailiwick.logins RETURNING login").rows {
          _ = try await connection.run("DROP ROLE \(login[0] ?? "")")
        }
        try await run(plan.steps(to: .empty), connection)
        let after = try await SchemaSnapshot.read(from: connection)
        #expect(after == before)
      }
    }

    private func run(_ steps: [LayeredStep], _ connection: Connection) async throws {
      for step in steps {
        let statement = StandIn.rewritten(step.step.statement.sql(for: .cockroachdb) + ";", database: "odd")
        do { _ = try await connection.script(statement) } catch {
          throw OnPostgreSQL.Failed(statement: statement, error: error)
        }
      }
    }
  }
}
