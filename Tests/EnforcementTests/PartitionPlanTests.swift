import Catalog
import Database
import Enforcement
import IntentOracle
import PolicyModel
import Provisioning
import SQLSyntax
import SchemaModel
import TestSupport
import Testing

/// Partitions that the policy does not name: shut by themselves, open through their parent.
@Suite(.takesTurns) struct PartitionPlanTests {
  static let schema = """
    CREATE SCHEMA app;
    CREATE TABLE app.tenants (id text PRIMARY KEY);
    CREATE TABLE app.orders (tenant_id text NOT NULL REFERENCES app.tenants, id bigint NOT NULL,
      PRIMARY KEY (tenant_id, id)) PARTITION BY LIST (tenant_id);
    CREATE TABLE app.orders_a PARTITION OF app.orders FOR VALUES IN ('a');
    CREATE TABLE app.orders_rest PARTITION OF app.orders DEFAULT PARTITION BY RANGE (id);
    CREATE TABLE app.orders_rest_1 PARTITION OF app.orders_rest FOR VALUES FROM (0) TO (1000);
    -- Whose a line is, its order says; the column that is added to it is its partitions' too.
    CREATE TABLE app.lines (tenant text NOT NULL, order_id bigint NOT NULL, id bigint NOT NULL,
      CONSTRAINT lines_fk FOREIGN KEY (tenant, order_id) REFERENCES app.orders (tenant_id, id))
      PARTITION BY HASH (id);
    CREATE TABLE app.lines_0 PARTITION OF app.lines FOR VALUES WITH (MODULUS 1, REMAINDER 0);
    CREATE TABLE app.parcels (id bigint PRIMARY KEY, tenant_id text NOT NULL REFERENCES app.tenants);
    CREATE TABLE app.scans (parcel_id bigint NOT NULL REFERENCES app.parcels, id bigint NOT NULL)
      PARTITION BY HASH (id);
    CREATE TABLE app.scans_0 PARTITION OF app.scans FOR VALUES WITH (MODULUS 1, REMAINDER 0);
    INSERT INTO app.tenants VALUES ('a'), ('b');
    INSERT INTO app.orders VALUES ('a', 1), ('b', 2), ('b', 3);
    INSERT INTO app.lines VALUES ('a', 1, 1), ('b', 2, 2);
    INSERT INTO app.parcels VALUES (1, 'a'), (2, 'b');
    INSERT INTO app.scans VALUES (1, 1), (2, 2), (2, 3);
    """
  static let parents = ["orders", "lines", "scans"]
  static let parts = ["orders_a", "orders_rest", "orders_rest_1", "lines_0", "scans_0"]

  static let policy = Policy(
    name: "shop", tenants: TenantsClause(table: "app.tenants", key: "id"), roles: [RoleClause("reader")],
    schemas: [SchemaClause("app", ownerships: [OwnershipClause(.column("tenant_id")), OwnershipClause(.inferred)])],
    tables: [
      TablesClause(
        parents.map { "app.\($0)" },
        rules: TableRules(allows: [AllowRule([.select, .insert], to: ["reader"])]))
    ])

  @Test(arguments: TestServer.majors) func aPartitionIsRefusedAndItsParentShowsOnesOwn(_ major: Int) async throws {
    let sandbox = try await TestServer.start(for: "partitions", major: major)
    try await sandbox.withDatabase("work") { connection, target in
      _ = try await connection.script(Self.schema)
      let snapshot = try await SchemaSnapshot.read(from: connection, schemas: ["app", "public"])
      let resolved = try ResolvedPolicy(Self.policy, in: snapshot)
      let plan = try Plan(resolved, snapshot: snapshot)
      for part in Self.parts { try Self.isShut(part, resolved, plan) }
      _ = try await connection.script("BEGIN")
      for step in Plan.empty.steps(to: plan) { _ = try await connection.script(step.step.statement.sql) }
      _ = try await connection.script("COMMIT")

      let provisioner = Provisioner(connection: connection, policy: Self.policy)
      let new = try await provisioner.addPrincipal(id: nil, tenant: "b", roles: ["reader"])
      let login = try await Connection.open(target.with(user: new.login, password: new.password))
      for (parent, rows) in zip(Self.parents, ["2", "1", "2"]) {
        #expect(try await login.run("SELECT count(*) FROM app.\(parent)").rows == [[rows]], "\(parent)")
      }
      for part in Self.parts {
        let error = await #expect(throws: DatabaseError.self) { try await login.run("SELECT * FROM app.\(part)") }
        #expect(error?.sqlState == "42501", "\(part)")
      }
      _ = try await login.run("INSERT INTO app.orders (id) VALUES (4)")
      await #expect(throws: DatabaseError.self) { try await login.run("INSERT INTO app.orders VALUES ('a', 5)") }
      // Should somebody grant it, row security still shuts it.
      _ = try await connection.script("GRANT SELECT ON app.orders_rest_1 TO shop_reader")
      #expect(try await login.run("SELECT count(*) FROM app.orders_rest_1").rows == [["0"]])
      await login.close()
      // And back: the partitions are as they were.
      _ = try await connection.script(
        "REVOKE SELECT ON app.orders_rest_1 FROM shop_reader; DELETE FROM bailiwick.logins")
      for step in plan.steps(to: .empty) { _ = try await connection.script(step.step.statement.sql) }
      let after = try await SchemaSnapshot.read(from: connection, schemas: ["app", "public"])
      for name in (Self.parts + Self.parents).map({ QualifiedName("app", $0) }) {
        #expect(after.table(name)?.columns == snapshot.table(name)?.columns, "\(name)")
        #expect(after.table(name)?.rowSecurity == false && after.table(name)?.policies == [], "\(name)")
      }
    }
  }

  /// A floor and FORCE of its own, nothing permissive, no privilege; and the oracle lets nobody see a row of it.
  static func isShut(_ name: String, _ policy: ResolvedPolicy, _ plan: Plan) throws {
    let table = QualifiedName("app", name)
    #expect(plan.locked.contains(table))
    let policies = plan.objects.flatMap(\.create).compactMap { step -> RowPolicy? in
      if case .createPolicy(let policy) = step.statement, policy.table == table { policy } else { nil }
    }
    #expect(policies.map(\.name) == ["floor"] && policies.allSatisfy(\.restrictive), "\(table)")
    #expect(!plan.grants.keys.contains { $0.object == .relation(table) }, "\(table)")
    let actor = Actor(principal: .text("p"), tenant: .text("b"), roles: ["reader"])
    let row = Row(table, ["tenant_id": .text("b"), "id": .integer(2)])
    let world = World([row, Row(QualifiedName("app", "tenants"), ["id": .text("b")])], now: Moment(microseconds: 0))
    #expect(!Oracle(policy).sees(actor, row, world))
    #expect(Oracle(policy).select(actor, table, ["id"]) == .refused(.privilege))
  }
}
