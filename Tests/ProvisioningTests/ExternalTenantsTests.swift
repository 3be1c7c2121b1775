import Catalog
import Database
import Enforcement
import PolicyModel
import Provisioning
import SQLSyntax
import SchemaModel
import TestSupport
import Testing

/// Tenants of which the database knows the keys alone.
@Suite(.takesTurns) struct ExternalTenantsTests {
  static let policy = Policy(
    name: "shop", tenants: TenantsClause(externalType: "text"), roles: [RoleClause("reader")],
    schemas: [SchemaClause("app", ownerships: [OwnershipClause(.column("tenant"))])],
    tables: [TablesClause(["app.orders"], rules: TableRules(allows: [AllowRule([.select], to: ["reader"])]))])

  @Test func aTenantIsWhoeverIsNamedAndTheListShowsThose() async throws {
    let sandbox = try await TestServer.start(for: "external tenants")
    try await sandbox.withDatabase("work") { connection, target in
      _ = try await connection.script(
        """
        CREATE SCHEMA app;
        CREATE TABLE app.orders (id bigint PRIMARY KEY, tenant text NOT NULL);
        INSERT INTO app.orders VALUES (1, 'acme'), (2, 'globex'), (3, 'initech');
        """)
      let snapshot = try await SchemaSnapshot.read(from: connection, schemas: ["app", "public"])
      let plan = try Plan(ResolvedPolicy(Self.policy, in: snapshot), snapshot: snapshot)
      for step in Plan.empty.steps(to: plan) { _ = try await connection.script(step.step.statement.sql) }
      let provisioner = Provisioner(connection: connection, policy: Self.policy)
      // Nobody is imported: what stands in a column names no tenant.
      #expect(try await provisioner.tenants() == [])
      await #expect(throws: ProvisioningError.self) {
        try await provisioner.addPrincipal(id: nil, tenant: "acme", roles: ["reader"])
      }
      try await provisioner.addTenant("globex")
      try await provisioner.addTenant("acme")
      let new = try await provisioner.addPrincipal(id: nil, tenant: "acme", roles: ["reader"])
      let login = try await Connection.open(target.with(user: new.login, password: new.password))
      #expect(try await login.run("SELECT id FROM app.orders").rows == [["1"]])
      try await provisioner.suspendTenant("globex")
      let listed = try await provisioner.tenants()
      #expect(listed.map(\.key) == ["acme", "globex"] && listed.map(\.logins) == [1, 0])
      #expect(listed.map(\.state) == [.active, .suspended])
      try await provisioner.addTenant("globex")
      #expect(try await provisioner.tenants().map(\.state) == [.active, .active])
    }
  }
}
