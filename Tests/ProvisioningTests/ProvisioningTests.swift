import Database
import Enforcement
import ExamplePolicies
import Migration
import PolicyModel
import Provisioning
import SQLSyntax
import Sandbox
import TestSupport
import Testing

/// People and tenants come and go, on a server with real logins.
@Suite(.takesTurns) struct ProvisioningTests {
  static let tenants = ["00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"]

  /// A freight database with two tenants and one shipment each.
  func withFreight(
    _ name: String, _ body: @Sendable (Provisioner, ConnectionTarget) async throws -> Void
  ) async throws {
    // Roles belong to the cluster, so each test has a server of its own.
    let sandbox = try await TestServer.start(for: "provisioning \(name)")
    try await sandbox.withDatabase("work") { connection, target in
      _ = try await connection.script(Example.freight.sql)
      for tenant in Self.tenants {
        _ = try await connection.run("INSERT INTO app.tenants (id, name) VALUES ($1, 'tenant')", [tenant])
      }
      let lock = PolicyLock(policy: Example.freight.policy, schema: try Example.freight.snapshot, version: "0001")
      for step in try Plan.empty.steps(to: lock.plan()) { _ = try await connection.script(step.step.statement.sql) }
      try await body(Provisioner(connection: connection, policy: Example.freight.policy), target)
    }
  }

  @Test func aLoginIsWhoItIsFor() async throws {
    try await withFreight("login") { provisioner, target in
      let new = try await provisioner.addPrincipal(id: nil, tenant: Self.tenants[0], roles: ["clerk"])
      #expect(new.login.wholeMatch(of: /bw_[a-z2-7]{26}/) != nil)
      let connection = try await Connection.open(target.with(user: new.login, password: new.password))
      #expect(try await connection.run("SELECT id FROM app.tenants").rows == [[Self.tenants[0]]])
      #expect(
        try await connection.run("SELECT principal_id, roles FROM bailiwick.identity").rows == [
          [new.principal, "{clerk}"]
        ])
      let auditor = try await provisioner.addPrincipal(id: nil, tenant: nil, roles: ["auditor"])
      let other = try await Connection.open(target.with(user: auditor.login, password: auditor.password))
      #expect(try await other.run("SELECT count(*) FROM app.tenants").rows == [["2"]])
      // One principal may act for a second tenant, by a login of its own.
      let second = try await provisioner.addPrincipal(id: new.principal, tenant: Self.tenants[1], roles: ["viewer"])
      #expect(second.login != new.login)
      #expect(try await provisioner.principals().count { $0.principal == new.principal } == 2)
    }
  }

  @Test func thePasswordIsInNoStatement() async throws {
    try await withFreight("secrecy") { provisioner, _ in
      let new = try await provisioner.addPrincipal(id: nil, tenant: Self.tenants[0], roles: ["clerk"])
      let stored = try await provisioner.connection.run(
        "SELECT rolpassword FROM pg_authid WHERE rolname = $1", [new.login])
      let verifier = try #require(stored.rows.first?.first ?? nil)
      #expect(verifier.hasPrefix("SCRAM-SHA-256$") && !verifier.contains(new.password.reveal()))
    }
  }

  @Test func suspensionEndsWhatIsOpen() async throws {
    try await withFreight("suspension") { provisioner, target in
      let new = try await provisioner.addPrincipal(id: nil, tenant: Self.tenants[0], roles: ["viewer"])
      let open = try await Connection.open(target.with(user: new.login, password: new.password))
      _ = try await open.run("SELECT 1")
      try await provisioner.suspendPrincipal(new.login)
      await #expect(throws: DatabaseError.self) { try await open.run("SELECT count(*) FROM app.tenants") }
      await #expect(throws: DatabaseError.self) {
        try await Connection.open(target.with(user: new.login, password: new.password))
      }
      #expect(try await provisioner.principals().map(\.state) == ["suspended"])
      try await provisioner.removePrincipal(new.principal)
      #expect(try await provisioner.principals().isEmpty)
      let left = try await provisioner.connection.run(
        "SELECT (SELECT count(*) FROM pg_roles WHERE rolname = $1) + (SELECT count(*) FROM bailiwick.principals)",
        [new.login])
      #expect(left.rows == [["0"]])
    }
  }

  @Test func aTenantIsReachedOnlyOnceItIsAdded() async throws {
    try await withFreight("tenants") { provisioner, target in
      let late = "00000000-0000-4000-8000-00000000000c"
      _ = try await provisioner.connection.run("INSERT INTO app.tenants (id, name) VALUES ($1, 'late')", [late])
      #expect(try await provisioner.tenants().map(\.state) == [.active, .active, .unprovisioned])
      let auditor = try await provisioner.addPrincipal(id: nil, tenant: nil, roles: ["auditor"])
      let connection = try await Connection.open(target.with(user: auditor.login, password: auditor.password))
      #expect(try await connection.run("SELECT count(*) FROM app.tenants").rows == [["2"]])
      try await provisioner.addTenant(late)
      #expect(try await connection.run("SELECT count(*) FROM app.tenants").rows == [["3"]])
      let viewer = try await provisioner.addPrincipal(id: nil, tenant: late, roles: ["viewer"])
      try await provisioner.suspendTenant(late)
      #expect(try await provisioner.tenants().map(\.state) == [.active, .active, .suspended])
      let stopped = try await Connection.open(target.with(user: viewer.login, password: viewer.password))
      #expect(try await stopped.run("SELECT count(*) FROM app.tenants").rows == [["0"]])
    }
  }

  @Test func rolesPasswordsAndTenantsChange() async throws {
    try await withFreight("changes") { provisioner, target in
      let new = try await provisioner.addPrincipal(id: nil, tenant: Self.tenants[0], roles: ["viewer"])
      try await provisioner.grant("manager", to: new.login)
      let connection = try await Connection.open(target.with(user: new.login, password: new.password))
      #expect(try await connection.run("SELECT roles FROM bailiwick.identity").rows == [["{manager,viewer}"]])
      _ = try await connection.run("DELETE FROM app.shipments")
      try await provisioner.revoke("manager", from: new.login)
      await #expect(throws: DatabaseError.self) { try await connection.run("SELECT 1") }
      let again = try await Connection.open(target.with(user: new.login, password: new.password))
      let refused = await #expect(throws: DatabaseError.self) { try await again.run("DELETE FROM app.shipments") }
      #expect(refused?.sqlState == "42501")
      await #expect(throws: ProvisioningError.self) { try await provisioner.revoke("viewer", from: new.login) }
      await #expect(throws: ProvisioningError.self) { try await provisioner.revoke("clerk", from: new.login) }
      await #expect(throws: ProvisioningError.self) { try await provisioner.grant("auditor", to: new.login) }
      let password = try await provisioner.rotate(new.login)
      await #expect(throws: DatabaseError.self) {
        try await Connection.open(target.with(user: new.login, password: new.password))
      }
      _ = try await Connection.open(target.with(user: new.login, password: password))
      try await provisioner.suspendPrincipal(new.login)
      try await provisioner.resumePrincipal(new.login)
      let resumed = try await Connection.open(target.with(user: new.login, password: password))
      #expect(try await resumed.run("SELECT count(*) FROM app.tenants").rows == [["1"]])
      #expect(try await provisioner.removeTenant(Self.tenants[0]).logins == [new.login])
      #expect(try await provisioner.tenants().map(\.state) == [.unprovisioned, .active])
      let left = try await provisioner.connection.run("SELECT count(*) FROM pg_roles WHERE rolname = $1", [new.login])
      #expect(left.rows == [["0"]])
    }
  }

  /// The same id in another spelling is the same principal, and the login is somebody.
  @Test func anIdIsTakenAsTheServerSpellsIt() async throws {
    try await withFreight("spelling") { provisioner, target in
      let id = "ABCDEF00-0000-4000-8000-00000000000A"
      let first = try await provisioner.addPrincipal(id: id, tenant: Self.tenants[0], roles: ["viewer"])
      let second = try await provisioner.addPrincipal(id: id.lowercased(), tenant: Self.tenants[1], roles: ["viewer"])
      #expect(first.principal == id.lowercased() && second.principal == first.principal)
      let connection = try await Connection.open(target.with(user: first.login, password: first.password))
      #expect(try await connection.run("SELECT count(*) FROM bailiwick.identity").rows == [["1"]])
    }
  }

  @Test func whatCannotBeIsRefusedAndLeavesNothing() async throws {
    try await withFreight("refusals") { provisioner, _ in
      func refuses(_ tenant: String?, _ roles: [String], _ words: String) async throws {
        let error = await #expect(throws: ProvisioningError.self) {
          try await provisioner.addPrincipal(id: nil, tenant: tenant, roles: roles)
        }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
      }
      try await refuses(Self.tenants[0], ["clerc"], "did you mean \"clerk\"")
      try await refuses(Self.tenants[0], [], "add --role")
      try await refuses(nil, ["clerk"], "add --tenant")
      try await refuses(Self.tenants[0], ["auditor"], "leave out --tenant")
      try await refuses(nil, ["auditor", "clerk"], "make two logins")
      try await refuses("00000000-0000-4000-8000-00000000000f", ["clerk"], "may not act yet")
      #expect(try await provisioner.principals().isEmpty)
      #expect(
        try await provisioner.connection.run("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'bw%'").rows == [["0"]])
      await #expect(throws: ProvisioningError.self) { try await provisioner.removePrincipal("nobody' OR true --") }
    }
  }
}
