import Database
import PolicyModel
import Provisioning
import TestSupport
import Testing

/// Identities that are not as they should be, each with an outcome that README states: nothing is open.
@Suite(.takesTurns) struct BadIdentityTests {
  private static let tenants = ProvisioningTests.tenants
  private static let both = [BindClause(.login), BoundFreight.session]
  private static let seen = "SELECT count(*) FROM app.tenants"

  private func state(_ body: () async throws -> Void) async throws -> String? {
    do { try await body() } catch let error as DatabaseError { return error.sqlState }
    return nil
  }

  @Test(arguments: TestServer.majors) func whatKeysAndChecksRefuse(_ major: Int) async throws {
    try await BoundFreight.with("refused", Self.both, on: Ground(major: major)) { provisioner, _ in
      let connection = provisioner.connection
      let id = try await provisioner.addMember(id: nil, tenant: Self.tenants[0], roles: ["viewer"])
      let pool = try await provisioner.addService(.pool)
      // A role that the policy does not have, none, and one that reaches all within a tenant.
      for roles in ["{viewer,owner}", "{}", "{auditor}"] {
        #expect(
          try await state { _ = try await connection.run("UPDATE bailiwick.memberships SET roles = $1", [roles]) }
            == "23514", "\(roles)")
      }
      // A login for no tenant that does not reach all either; one of a principal, or for a tenant, that nobody knows.
      let insert = "INSERT INTO bailiwick.logins (login, principal_id, tenant_id, tenant_active, roles) VALUES"
      for (values, expected) in [
        ("('bw_a', '\(id)', NULL, NULL, '{viewer}')", "23514"),
        ("('bw_a', gen_random_uuid(), '\(Self.tenants[0])', true, '{viewer}')", "23503"),
        ("('bw_a', '\(id)', gen_random_uuid(), true, '{viewer}')", "23503"),
        ("('bw_a', '\(id)', '\(Self.tenants[0])', false, '{viewer}')", "23503"),
      ] {
        #expect(try await state { _ = try await connection.run("\(insert) \(values)") } == expected, "\(values)")
      }
      // Somebody who is a member of nothing has nothing to open, and neither has a member for another tenant.
      let stranger = try await connection.run(
        "INSERT INTO bailiwick.principals (id) VALUES (gen_random_uuid()) RETURNING id")
      for (who, tenant) in [(stranger.rows[0][0] ?? "", Self.tenants[0]), (id, Self.tenants[1])] {
        await #expect(throws: ProvisioningError.self) {
          try await provisioner.openSession(principal: who, tenant: tenant, pool: pool.login, seconds: 60)
        }
      }
    }
  }

  @Test(arguments: TestServer.majors) func aTokenOutlivesNeitherTenantNorMembership(_ major: Int) async throws {
    try await BoundFreight.with("outlived", on: Ground(major: major)) { provisioner, target in
      let pool = try await provisioner.addService(.pool)
      let connection = try await Connection.open(target.with(user: pool.login, password: pool.password))
      let id = try await provisioner.addMember(id: nil, tenant: Self.tenants[0], roles: ["viewer"])
      try await provisioner.addMember(id: id, tenant: Self.tenants[1], roles: ["viewer"])
      func open(_ tenant: String) async throws -> Secret {
        try await provisioner.openSession(principal: id, tenant: tenant, pool: pool.login, seconds: 60)
      }
      let (first, second) = (try await open(Self.tenants[0]), try await open(Self.tenants[1]))
      #expect(try await BoundFreight.tenants(connection, first) == [[Self.tenants[0]]])
      try await provisioner.removeTenant(Self.tenants[0])
      #expect(try await state { _ = try await BoundFreight.tenants(connection, first) } == "28000")
      #expect(try await BoundFreight.tenants(connection, second) == [[Self.tenants[1]]])
      // A tenant for which nobody acts: its rows are there, and nobody's.
      try await provisioner.removeMember(id, tenant: Self.tenants[1])
      #expect(try await state { _ = try await BoundFreight.tenants(connection, second) } == "28000")
      #expect(try await connection.run(Self.seen).rows == [["0"]])
      #expect(try await provisioner.tenants().first { $0.key == Self.tenants[1] }?.members == 0)
    }
  }

  /// What expired by the clock lives again where the clock is set back, until somebody sweeps it.
  @Test(arguments: TestServer.majors) func whatTheClockEndedIsForgottenBySweeping(_ major: Int) async throws {
    try await BoundFreight.with("clock set back", on: Ground(major: major)) { provisioner, target in
      let pool = try await provisioner.addService(.pool)
      let connection = try await Connection.open(target.with(user: pool.login, password: pool.password))
      let id = try await provisioner.addMember(id: nil, tenant: Self.tenants[0], roles: ["viewer"])
      let token = try await provisioner.openSession(
        principal: id, tenant: Self.tenants[0], pool: pool.login, seconds: 60)
      func jump(_ hours: Int) async throws {
        // The other way round: the clock stays, and what it is held against moves.
        _ = try await provisioner.connection.run(
          """
          UPDATE bailiwick.sessions SET expires_at = expires_at - make_interval(hours => $1),
            idle_at = idle_at - make_interval(hours => $1)
          """, ["\(hours)"])
      }
      try await jump(1)
      #expect(try await state { _ = try await BoundFreight.tenants(connection, token) } == "28000")
      try await jump(-1)
      #expect(try await BoundFreight.tenants(connection, token) == [[Self.tenants[0]]])
      try await jump(1)
      #expect(try await provisioner.sweepSessions() == 1)
      try await jump(-1)
      #expect(try await state { _ = try await BoundFreight.tenants(connection, token) } == "28000")
    }
  }

  /// A login that somebody renames loses its identity with its name, and whoever has the name back has it again.
  @Test(arguments: TestServer.majors) func aRenamedLoginIsNobody(_ major: Int) async throws {
    try await BoundFreight.with("renamed", Self.both, on: Ground(major: major)) { provisioner, target in
      let new = try await provisioner.addPrincipal(id: nil, tenant: Self.tenants[0], roles: ["viewer"])
      let connection = provisioner.connection
      _ = try await connection.run("ALTER ROLE \(new.login) RENAME TO bw_renamed")
      let renamed = try await Connection.open(target.with(user: "bw_renamed", password: new.password))
      #expect(try await renamed.run(Self.seen).rows == [["0"]])
      await renamed.close()
      #expect(try await provisioner.principals().map(\.state) == ["its role is missing"])
      _ = try await connection.run("ALTER ROLE bw_renamed RENAME TO \(new.login)")
      let again = try await Connection.open(target.with(user: new.login, password: new.password))
      #expect(try await again.run(Self.seen).rows == [["1"]])
    }
  }
}
