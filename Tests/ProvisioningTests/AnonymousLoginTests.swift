import Catalog
import Database
import ExamplePolicies
import PolicyModel
import Provisioning
import SchemaModel
import TestSupport
import Testing
import Verification

/// Logins that are no person's, beside logins and sessions of persons.
@Suite(.serialized, .takesTurns) struct AnonymousLoginTests {
  static var policy: Policy {
    var policy = Visitors.policy
    policy.bindings.append(BindClause(.login))
    return policy
  }

  @Test(arguments: [Ground(), Ground(major: 18, engine: Ground.cockroach)])
  func itActsForTheTenantUntilSomebodyStopsIt(_ ground: Ground) async throws {
    let desk = try await Desk.start("visitors", with: Self.policy, on: ground)
    let (tenant, other) = (try await desk.tenant(), try await desk.tenant())
    let provisioner = desk.provisioner
    let curator = try await desk.member(tenant, "curator")
    for (title, shown) in [("shown", "t"), ("draft", "f")] {
      _ = try await curator.run(
        "INSERT INTO gallery.exhibitions (id, title, on_show, made_by) VALUES (gen_random_uuid(), $1, $2, $3)",
        [title, shown, curator.id])
    }
    let (here, there) = (
      try await provisioner.addAnonymousLogin(tenant: tenant, roles: ["visitor"]),
      try await provisioner.addAnonymousLogin(tenant: other, roles: ["visitor"])
    )
    func connect(_ new: (login: String, password: Secret)) async throws(DatabaseError) -> Connection {
      try await Connection.open(desk.target.with(user: new.login, password: new.password))
    }
    let (visitor, stranger) = (try await connect(here), try await connect(there))
    #expect(try await visitor.run(AnonymousTests.titles).rows == [["shown"]])
    #expect(try await stranger.run(AnonymousTests.titles).rows == [])
    _ = try await visitor.run("INSERT INTO gallery.entries (id, body) VALUES (gen_random_uuid(), 'hello')")
    #expect(try await curator.run("SELECT body FROM gallery.entries") == [["hello"]])
    for refused in [
      "INSERT INTO gallery.sketches (id, body) VALUES (gen_random_uuid(), 'x')",
      "INSERT INTO gallery.entries (id, body, museum_id) VALUES (gen_random_uuid(), 'x', '\(other)')",
      "INSERT INTO gallery.exhibitions (id, title, made_by) VALUES (gen_random_uuid(), 'x', '\(curator.id)')",
      "SET ROLE visitors_curator",
    ] {
      let error = await #expect(throws: DatabaseError.self, "\(refused)") { try await visitor.run(refused) }
      #expect(error?.sqlState == "42501", "\(refused)")
    }
    #expect(try await provisioner.tenants().first { $0.key == tenant }?.logins == 1)
    #expect(try await provisioner.principals().map(\.principal) == [nil, nil])
    // What stops it: its tenant, an operator, who removes it in the end.
    try await provisioner.suspendTenant(other)
    await #expect(throws: DatabaseError.self) { try await stranger.run("SELECT 1") }
    #expect(try await (try await connect(there)).run(AnonymousTests.titles).rows == [])
    try await provisioner.suspendPrincipal(here.login)
    await #expect(throws: DatabaseError.self) { try await connect(here) }
    #expect(try await provisioner.principals().map(\.state).sorted() == ["suspended", "tenant suspended"])
    try await provisioner.resumePrincipal(here.login)
    #expect(try await (try await connect(here)).run(AnonymousTests.titles).rows == [["shown"]])
    #expect(try await provisioner.removePrincipal(here.login).logins == [here.login])
    await #expect(throws: DatabaseError.self) { try await connect(here) }
    #expect(try await provisioner.removeTenant(other).logins == [there.login])
    #expect(try await provisioner.principals().isEmpty)
  }

  /// No row that changes makes one kind the other, and a login of both is the person's.
  @Test func itIsNoPersonAndNoPersonIsIt() async throws {
    let desk = try await Desk.start("visitors", with: Self.policy, on: Ground(major: 18))
    let (tenant, provisioner) = (try await desk.tenant(), desk.provisioner)
    let visitor = try await provisioner.addAnonymousLogin(tenant: tenant, roles: ["visitor"])
    let person = try await provisioner.addPrincipal(id: nil, tenant: tenant, roles: ["curator"])
    for (words, body) in [
      ("curator is held by persons", { try await provisioner.grant("curator", to: visitor.login) }),
      ("visitor is held without a person", { try await provisioner.grant("visitor", to: person.login) }),
      (
        "curator is held by persons",
        { _ = try await provisioner.addAnonymousLogin(tenant: tenant, roles: ["curator"]) }
      ),
      (
        "may not act yet", { _ = try await provisioner.addAnonymousLogin(tenant: person.principal, roles: ["visitor"]) }
      ),
      ("is its last role", { try await provisioner.revoke("visitor", from: visitor.login) }),
    ] as [(String, () async throws -> Void)] {
      let error = await #expect(throws: ProvisioningError.self, "\(words)") { try await body() }
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
    for (table, role) in [("anonymous_logins", "curator"), ("logins", "visitor")] {
      let error = await #expect(throws: DatabaseError.self) {
        try await desk.superuser.run("UPDATE bailiwick.\(table) SET roles = '{\(role)}'")
      }
      #expect(error?.sqlState == "23514")
    }
    let policy = try ResolvedPolicy(Self.policy, in: desk.example.snapshot)
    func findings() async throws -> [String] {
      let found = try await SchemaSnapshot.read(from: desk.superuser)
      return LoginClosure(
        policy: policy, found: found, identities: try await LoginClosure.identities(desk.superuser)
      ).findings().map(\.summary)
    }
    #expect(try await findings() == [])
    _ = try await desk.superuser.run("GRANT visitors_curator TO \(visitor.login)")
    #expect(
      try await findings() == [
        "login \(visitor.login) is a member of visitors_curator, which its identity does not say"
      ])
    _ = try await desk.superuser.run("REVOKE visitors_curator FROM \(visitor.login)")
    _ = try await desk.superuser.run(
      """
      INSERT INTO bailiwick.anonymous_logins (login, tenant_id, tenant_active, roles)
      VALUES ('\(person.login)', '\(tenant)', true, '{visitor}'), ('\(desk.pool.login)', '\(tenant)', true, '{visitor}')
      """)
    let who = "SELECT principal_id::text, roles::text FROM bailiwick.identity"
    let both = try await Connection.open(desk.target.with(user: person.login, password: person.password))
    #expect(try await both.run(who).rows == [[person.principal, "{curator}"]])
    // A pool's login that were somebody would be that for everybody who shares it, and never two at once.
    let member = try await desk.member(tenant, "curator")
    #expect(try await member.run(who) == [[nil, "{visitor}"]])
  }
}
