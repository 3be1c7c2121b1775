import Database
import Enforcement
import PolicyModel
import Provisioning
import TestSupport
import Testing

/// Members of tenants, their sessions and the services that carry them, on a server.
@Suite(.takesTurns) struct MembersTests {
  static let tenants = ProvisioningTests.tenants

  /// Fails unless the error's sentence holds the words.
  func refuses(_ words: String, _ body: () async throws -> Void) async {
    let error = await #expect(throws: ProvisioningError.self) { try await body() }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test(arguments: Ground.all(cockroachOn: 15))
  func aMemberActsByASessionUntilSomebodyEndsIt(_ ground: Ground) async throws {
    try await BoundFreight.with("sessions", on: ground) { provisioner, target in
      let id = try await provisioner.addMember(id: nil, tenant: Self.tenants[0], roles: ["clerk"])
      await refuses("`bailiwick service add pool`") {
        _ = try await provisioner.open(for: id, tenant: nil, pool: nil, seconds: nil)
      }
      let login = try await provisioner.addService(.pool)
      let pool = try await Connection.open(target.with(user: login.login, password: login.password))
      let first = try await provisioner.open(for: id, tenant: nil, pool: nil, seconds: nil)
      #expect(first.seconds == 43_200 && first.tenant == Self.tenants[0] && first.roles == ["clerk"])
      #expect(try await BoundFreight.tenants(pool, first.token) == [[Self.tenants[0]]])
      let second = try await provisioner.open(for: id, tenant: nil, pool: login.login, seconds: 60)
      #expect(try await provisioner.sessions().map(\.state) == ["open", "open"])
      #expect(Set(try await provisioner.sessions(of: id).map(\.id)) == [first.id, second.id])
      try await provisioner.endSession(id: String(first.id.prefix(8)))
      await #expect(throws: DatabaseError.self) { try await BoundFreight.tenants(pool, first.token) }
      #expect(try await BoundFreight.tenants(pool, second.token) == [[Self.tenants[0]]])
      #expect(try await provisioner.endSessions(ofPrincipal: id) == 1)
      await #expect(throws: DatabaseError.self) { try await BoundFreight.tenants(pool, second.token) }
      await refuses("no single session") { try await provisioner.endSession(id: first.id) }
      await refuses("no single session") { try await provisioner.endSession(id: "") }
      await refuses("1 to 43200") { _ = try await provisioner.open(for: id, tenant: nil, pool: nil, seconds: 43_201) }
      await refuses("no pool or authenticator") {
        _ = try await provisioner.open(for: id, tenant: nil, pool: "postgres", seconds: 1)
      }
    }
  }

  @Test func rolesOfAMemberReachItsOpenSessions() async throws {
    try await BoundFreight.with("roles") { provisioner, target in
      let id = try await provisioner.addMember(id: nil, tenant: Self.tenants[0], roles: ["viewer"])
      _ = try await provisioner.addService(.pool)
      _ = try await provisioner.open(for: id, tenant: nil, pool: nil, seconds: nil)
      #expect(try await provisioner.grant("manager", toMember: id, tenant: nil) == Self.tenants[0])
      #expect(try await provisioner.sessions().map(\.roles) == [["manager", "viewer"]])
      try await provisioner.revoke("manager", fromMember: id, tenant: Self.tenants[0])
      #expect(try await provisioner.sessions().map(\.roles) == [["viewer"]])
      await refuses("is its last role") { try await provisioner.revoke("viewer", fromMember: id, tenant: nil) }
      await refuses("clerk is not held") { try await provisioner.revoke("clerk", fromMember: id, tenant: nil) }
      await refuses("some reach one tenant, some all") {
        try await provisioner.grant("auditor", toMember: id, tenant: nil)
      }
      await refuses("is a member of \(Self.tenants[0]) already") {
        try await provisioner.addMember(id: id, tenant: Self.tenants[0], roles: ["clerk"])
      }
      #expect(try await provisioner.members().map(\.roles) == [["viewer"]])
      try await provisioner.addMember(id: id, tenant: Self.tenants[1], roles: ["clerk"])
      await refuses("several tenants: add --tenant with one of \(Self.tenants[0]), \(Self.tenants[1])") {
        try await provisioner.grant("manager", toMember: id, tenant: nil)
      }
      #expect(try await provisioner.grant("manager", toMember: id, tenant: Self.tenants[1]) == Self.tenants[1])
    }
  }

  /// A pool that is let into a policy's roles by hand, with an identity of its own, is that and nobody else.
  @Test func aLoginIsOnePrincipalAtMost() async throws {
    try await BoundFreight.with("two", [BindClause(.login), BoundFreight.session]) { provisioner, target in
      let principal = try await provisioner.addPrincipal(id: nil, tenant: Self.tenants[0], roles: ["clerk"])
      let member = try await provisioner.addMember(id: nil, tenant: Self.tenants[1], roles: ["clerk"])
      _ = try await provisioner.connection.run("GRANT freight__pool TO \(principal.login)")
      let token = try await provisioner.openSession(
        principal: member, tenant: Self.tenants[1], pool: principal.login, seconds: 60)
      let own = try await Connection.open(target.with(user: principal.login, password: principal.password))
      let who = "SELECT principal_id::text FROM bailiwick.identity"
      #expect(try await own.run(who).rows == [[principal.principal]])
      // To bind is to be asked whether anybody is there, so it succeeds; nobody else is there afterwards.
      _ = try await own.run("BEGIN")
      _ = try await own.run("SELECT bailiwick.bind($1)", [token.reveal()])
      #expect(try await own.run(who).rows == [[principal.principal]])
      #expect(try await own.run("SELECT id::text FROM app.tenants").rows == [[Self.tenants[0]]])
      _ = try await own.run("ROLLBACK")
    }
  }

  @Test(arguments: [Ground(), Ground(major: 18, engine: Ground.cockroach)])
  func suspensionAndRemovalEndSessions(_ ground: Ground) async throws {
    try await BoundFreight.with("suspension", on: ground) { provisioner, target in
      let id = try await provisioner.addMember(id: nil, tenant: Self.tenants[0], roles: ["viewer"])
      let other = try await provisioner.addMember(id: nil, tenant: Self.tenants[1], roles: ["viewer"])
      let login = try await provisioner.addService(.pool)
      let pool = try await Connection.open(target.with(user: login.login, password: login.password))
      func open(_ principal: String) async throws -> Secret {
        try await provisioner.open(for: principal, tenant: nil, pool: nil, seconds: nil).token
      }
      let (token, others) = (try await open(id), try await open(other))
      #expect(try await provisioner.suspendPrincipal(id).sessions == 1)
      await #expect(throws: DatabaseError.self) { try await BoundFreight.tenants(pool, token) }
      #expect(try await BoundFreight.tenants(pool, others) == [[Self.tenants[1]]])
      await refuses("is suspended, or tenant") { _ = try await open(id) }
      #expect(try await provisioner.members().map(\.state) == ["suspended", "active"])
      try await provisioner.resumePrincipal(id)
      await #expect(throws: DatabaseError.self, "resumed, but its sessions stay ended") {
        try await BoundFreight.tenants(pool, token)
      }
      _ = try await open(id)
      let suspended = try await provisioner.suspendTenant(Self.tenants[0])
      #expect(suspended.members == 1 && suspended.sessions == 1 && suspended.logins.isEmpty)
      await refuses("is suspended, or tenant") { _ = try await open(id) }
      #expect(try await provisioner.tenants().map(\.members) == [1, 1])
      let removed = try await provisioner.removeTenant(Self.tenants[1])
      #expect(removed.members == 1 && removed.sessions == 1)
      await #expect(throws: DatabaseError.self) { try await BoundFreight.tenants(pool, others) }
      #expect(try await provisioner.members().map(\.principal) == [id])
      await refuses("is no member of") { try await provisioner.removeMember(id, tenant: Self.tenants[1]) }
      try await provisioner.removeMember(id, tenant: Self.tenants[0])
      #expect(try await provisioner.connection.run("SELECT count(*) FROM bailiwick.principals").rows == [["0"]])
    }
  }

  @Test func aServiceIsNobodyAndGoesWithItsSessions() async throws {
    try await BoundFreight.with("services") { provisioner, target in
      let id = try await provisioner.addMember(id: nil, tenant: Self.tenants[0], roles: ["viewer"])
      let old = try await provisioner.addService(.pool)
      let authenticator = try await provisioner.addService(.authenticator)
      _ = try await provisioner.open(for: id, tenant: nil, pool: nil, seconds: nil)
      let pool = try await Connection.open(target.with(user: old.login, password: old.password))
      #expect(try await pool.run("SELECT count(*) FROM app.tenants").rows == [["0"]])
      let password = try await provisioner.rotateService(old.login)
      await #expect(throws: DatabaseError.self) { try await pool.run("SELECT 1") }
      await #expect(throws: DatabaseError.self) {
        try await Connection.open(target.with(user: old.login, password: old.password))
      }
      _ = try await Connection.open(target.with(user: old.login, password: password))
      let second = try await provisioner.addService(.pool)
      await refuses("several pools: add --pool") {
        _ = try await provisioner.open(for: id, tenant: nil, pool: nil, seconds: nil)
      }
      #expect(try await provisioner.allServices().map(\.sessions).sorted() == [0, 0, 1])
      #expect(try await provisioner.removeService(old.login) == 1)
      #expect(try await provisioner.sessions().isEmpty)
      await refuses("no pool or authenticator postgres") { _ = try await provisioner.removeService("postgres") }
      let left = try await provisioner.allServices()
      #expect(left.map(\.login) == [second.login, authenticator.login])
      #expect(left.map(\.kind) == [.pool, .authenticator] && left.map(\.sessions) == [0, 0])
    }
  }

  @Test func whatEndedByTheClockIsSweptAndNothingElse() async throws {
    try await BoundFreight.with("clock") { provisioner, _ in
      let id = try await provisioner.addMember(id: nil, tenant: Self.tenants[0], roles: ["viewer"])
      _ = try await provisioner.addService(.pool)
      for column in ["expires_at", "idle_at"] {
        let session = try await provisioner.open(for: id, tenant: nil, pool: nil, seconds: nil)
        _ = try await provisioner.connection.run(
          "UPDATE bailiwick.sessions SET \(column) = statement_timestamp() WHERE encode(token_hash, 'hex') LIKE $1",
          ["\(session.id)%"])
      }
      let open = try await provisioner.open(for: id, tenant: nil, pool: nil, seconds: nil)
      #expect(Set(try await provisioner.sessions().map(\.state)) == ["expired", "idle", "open"])
      #expect(try await provisioner.members().map(\.sessions) == [1])
      #expect(try await provisioner.sweepSessions() == 2)
      #expect(try await provisioner.sessions().map(\.id) == [open.id])
    }
  }

  /// One principal with a login and a membership: each is changed by its own name, and both go together.
  @Test func underBothBindingsAPrincipalMayHaveBoth() async throws {
    try await BoundFreight.with("both", [BindClause(.login), BoundFreight.session]) { provisioner, target in
      let login = try await provisioner.addPrincipal(id: nil, tenant: Self.tenants[0], roles: ["viewer"])
      try await provisioner.addMember(id: login.principal, tenant: Self.tenants[1], roles: ["clerk"])
      #expect(try await provisioner.meansLogin(login.login))
      #expect(try await !provisioner.meansLogin(login.principal))
      try await provisioner.grant("clerk", to: login.login)
      try await provisioner.grant("manager", toMember: login.principal, tenant: nil)
      #expect(try await provisioner.principals().map(\.roles) == [["clerk", "viewer"]])
      #expect(try await provisioner.members().map(\.roles) == [["clerk", "manager"]])
      #expect(try await provisioner.removeTenant(Self.tenants[0]).logins == [login.login])
      #expect(try await provisioner.members().map(\.principal) == [login.principal])
      let again = try await provisioner.addPrincipal(id: login.principal, tenant: nil, roles: ["auditor"])
      let gone = try await provisioner.removePrincipal(again.login)
      #expect(gone.logins == [again.login] && gone.memberships == 1)
      #expect(try await provisioner.connection.run("SELECT count(*) FROM bailiwick.principals").rows == [["0"]])
    }
  }

  @Test func whatTheBindingDoesNotHaveIsSaid() async throws {
    try await BoundFreight.with("logins alone", []) { provisioner, _ in
      await refuses("Bind(.session(lifetime: .hours(12), idle: .minutes(30))) in the policy makes pools") {
        try await provisioner.addMember(id: nil, tenant: Self.tenants[0], roles: ["viewer"])
      }
      await refuses("each principal has a login of its own") { _ = try await provisioner.addService(.pool) }
      await refuses("nobody opens sessions") { _ = try await provisioner.sessions() }
      let members = try await provisioner.members()
      #expect(members.isEmpty)
    }
    try await BoundFreight.with("settings alone", [BindClause(.setting)]) { provisioner, _ in
      await refuses("principals have no logins") {
        _ = try await provisioner.addPrincipal(id: nil, tenant: Self.tenants[0], roles: ["viewer"])
      }
      await refuses("by a setting whom it acts for") { _ = try await provisioner.addService(.authenticator) }
      let id = try await provisioner.addMember(id: nil, tenant: Self.tenants[0], roles: ["viewer"])
      _ = try await provisioner.addService(.pool)
      await refuses("by a setting whom it acts for") {
        _ = try await provisioner.open(for: id, tenant: nil, pool: nil, seconds: nil)
      }
      #expect(try await provisioner.suspendPrincipal(id).memberships == 1)
      #expect(try await provisioner.members().map(\.state) == ["suspended"])
      #expect(try await provisioner.removeTenant(Self.tenants[0]).members == 1)
    }
  }
}
