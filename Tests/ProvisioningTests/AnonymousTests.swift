import Database
import Enforcement
import ExamplePolicies
import PolicyModel
import Provisioning
import SQLSyntax
import TestSupport
import Testing
import Verification

/// Sessions without a person, on a server: what they see, what ends them, and that no row makes them somebody.
@Suite(.takesTurns) struct AnonymousTests {
  static func visitor(_ desk: Desk, _ tenant: String) async throws -> Member {
    let token = try await desk.provisioner.openAnonymousSession(
      tenant: tenant, roles: ["visitor"], pool: desk.pool.login, seconds: 3_600)
    return Member(
      id: "", tenant: tenant, token: token,
      connection: try await Connection.open(desk.target.with(user: desk.pool.login, password: desk.pool.password)))
  }

  static func state(_ body: () async throws -> Void) async -> String? {
    do { try await body() } catch let error as DatabaseError { return error.sqlState } catch { return "\(error)" }
    return nil
  }

  static let titles = "SELECT title FROM gallery.exhibitions ORDER BY 1"

  @Test(arguments: TestServer.majors) func itActsForTheTenantAndIsNobody(_ major: Int) async throws {
    let desk = try await Desk.start("visitors", on: Ground(major: major))
    let (tenant, other) = (try await desk.tenant(), try await desk.tenant())
    let curator = try await desk.member(tenant, "curator")
    for (title, shown) in [("shown", "t"), ("draft", "f")] {
      _ = try await curator.run(
        "INSERT INTO gallery.exhibitions (id, title, on_show, made_by) VALUES (gen_random_uuid(), $1, $2, $3)",
        [title, shown, curator.id])
    }
    _ = try await curator.run("INSERT INTO gallery.sketches (id, body) VALUES (gen_random_uuid(), 'mine')")
    let (here, there) = (try await Self.visitor(desk, tenant), try await Self.visitor(desk, other))
    #expect(try await curator.run(Self.titles) == [["draft"], ["shown"]])
    #expect(try await here.run(Self.titles) == [["shown"]])
    #expect(try await there.run(Self.titles) == [])
    #expect(
      try await here.run("SELECT principal_id, tenant_id, roles, reaches_all FROM bailiwick.identity")
        == [[nil, tenant, "{visitor}", "f"]])
    #expect(try await here.run("SELECT count(*) FROM gallery.sketches") == [["0"]])
    try await here.run("INSERT INTO gallery.entries (id, body) VALUES (gen_random_uuid(), 'hello')")
    #expect(try await curator.run("SELECT body FROM gallery.entries") == [["hello"]])
    let refused = [
      "INSERT INTO gallery.sketches (id, body) VALUES (gen_random_uuid(), 'x')",
      "INSERT INTO gallery.sketches (id, body, curator_id) VALUES (gen_random_uuid(), 'x', '\(curator.id)')",
      "INSERT INTO gallery.exhibitions (id, title, made_by) VALUES (gen_random_uuid(), 'x', '\(curator.id)')",
      "INSERT INTO gallery.entries (id, body, museum_id) VALUES (gen_random_uuid(), 'x', '\(other)')",
    ]
    for statement in refused { #expect(await here.answer(statement, []) == "42501", "\(statement)") }
    #expect(try await here.run("UPDATE gallery.exhibitions SET title = 'x' RETURNING 1") == [])
    // A session is bound once, whoever it is for.
    try await here.begin()
    #expect(
      await Self.state { _ = try await here.connection.run("SELECT bailiwick.bind($1)", [curator.token.reveal()]) }
        == "25000")
    _ = try await here.connection.run("ROLLBACK")
  }

  @Test(arguments: TestServer.majors) func itEndsAsAnyOther(_ major: Int) async throws {
    let desk = try await Desk.start("visitors", on: Ground(major: major))
    let (tenant, other) = (try await desk.tenant(), try await desk.tenant())
    let staff = try await desk.provisioner.addService(.authenticator)
    let authenticator = try await Connection.open(desk.target.with(user: staff.login, password: staff.password))
    let hash = "pg_catalog.sha256(pg_catalog.convert_to($1, 'UTF8'))"
    func alive(_ member: Member) async -> Bool { await member.answer("SELECT 1", []) == "1" }
    let ended = try await Self.visitor(desk, tenant)
    let token = ended.token.reveal()
    #expect(try await authenticator.run("SELECT bailiwick.refresh_session(\(hash))", [token]).rows == [["t"]])
    #expect(await alive(ended))
    _ = try await authenticator.run("SELECT bailiwick.end_session(\(hash))", [token])
    #expect(try await authenticator.run("SELECT bailiwick.refresh_session(\(hash))", [token]).rows == [["f"]])
    #expect(await ended.answer("SELECT 1", []) == "28000")
    for change in ["expires_at", "idle_at"] {
      let over = try await Self.visitor(desk, tenant)
      #expect(await alive(over))
      let set = "UPDATE bailiwick.anonymous_sessions SET \(change) = statement_timestamp() WHERE token_hash = \(hash)"
      _ = try await desk.superuser.run(set, [over.token.reveal()])
      #expect(await over.answer("SELECT 1", []) == "28000", "\(change)")
      #expect(
        try await authenticator.run("SELECT bailiwick.refresh_session(\(hash))", [over.token.reveal()]).rows == [["f"]])
    }
    #expect(
      try await desk.provisioner.sessions().filter { $0.tenant == tenant }.map(\.state).sorted() == ["expired", "idle"])
    // In the middle of a transaction too.
    let (first, second) = (try await Self.visitor(desk, tenant), try await Self.visitor(desk, other))
    try await first.begin()
    #expect(try await first.connection.run("SELECT count(*) FROM gallery.museums").rows == [["1"]])
    #expect(try await desk.provisioner.suspendTenant(tenant).sessions == 3)
    #expect(try await first.connection.run("SELECT count(*) FROM gallery.museums").rows == [["0"]])
    _ = try await first.connection.run("ROLLBACK")
    let suspended = await #expect(throws: ProvisioningError.self) {
      try await desk.provisioner.openAnonymous(
        tenant: tenant, roles: ["visitor"], pool: desk.pool.login, seconds: nil)
    }
    #expect(suspended?.description.contains("may not act") == true)
    try await desk.provisioner.addTenant(tenant)
    #expect(await first.answer("SELECT 1", []) == "28000")
    #expect(await alive(second))
    #expect(try await desk.provisioner.endAnonymousSessions(of: other) == 1)
    #expect(await second.answer("SELECT 1", []) == "28000")
    let last = try await Self.visitor(desk, other)
    try await desk.provisioner.removeTenant(other)
    #expect(await last.answer("SELECT 1", []) == "28000")
    #expect(try await desk.provisioner.sessions().allSatisfy { $0.tenant != other })
  }

  /// Neither a row of these sessions nor one of a person's becomes the other, and neither takes the other's roles.
  @Test(arguments: TestServer.majors) func noRowMakesItSomebody(_ major: Int) async throws {
    let desk = try await Desk.start("visitors", on: Ground(major: major))
    let tenant = try await desk.tenant()
    let (visitor, curator) = (try await Self.visitor(desk, tenant), try await desk.member(tenant, "curator"))
    let mine = "WHERE tenant_id = '\(tenant)'"
    for (statement, expected) in [
      ("UPDATE bailiwick.anonymous_sessions SET roles = '{curator}' \(mine)", "23514"),
      ("UPDATE bailiwick.anonymous_sessions SET roles = '{visitor,curator}' \(mine)", "23514"),
      ("UPDATE bailiwick.anonymous_sessions SET roles = '{}' \(mine)", "23514"),
      ("UPDATE bailiwick.anonymous_sessions SET roles = NULL \(mine)", "23502"),
      ("UPDATE bailiwick.anonymous_sessions SET tenant_id = NULL \(mine)", "23502"),
      ("UPDATE bailiwick.anonymous_sessions SET tenant_active = false \(mine)", "23503"),
      ("UPDATE bailiwick.memberships SET roles = '{visitor}' \(mine)", "23514"),
      ("UPDATE bailiwick.memberships SET roles = '{curator,visitor}' \(mine)", "23514"),
      ("UPDATE bailiwick.memberships SET principal_id = NULL \(mine)", "23502"),
      ("UPDATE bailiwick.sessions SET principal_id = NULL \(mine)", "23502"),
      ("UPDATE bailiwick.sessions SET membership_id = NULL \(mine)", "23502"),
    ] {
      #expect(await Self.state { _ = try await desk.superuser.run(statement) } == expected, "\(statement)")
    }
    // One token for both is the person's.
    _ = try await desk.superuser.run(
      """
      INSERT INTO bailiwick.anonymous_sessions
      SELECT token_hash, pool, tenant_id, true, '{visitor}', expires_at, idle_at FROM bailiwick.sessions \(mine)
      """)
    #expect(
      try await curator.run("SELECT principal_id::text, roles FROM bailiwick.identity") == [[curator.id, "{curator}"]])
    #expect(await visitor.answer("SELECT 1", []) == "1")
  }

  /// What opens them judges what is asked, and is the authenticator's alone.
  @Test(arguments: TestServer.majors) func whatOpensThemJudges(_ major: Int) async throws {
    let desk = try await Desk.start("visitors", on: Ground(major: major))
    let tenant = try await desk.tenant()
    let staff = try await desk.provisioner.addService(.authenticator)
    let authenticator = try await Connection.open(desk.target.with(user: staff.login, password: staff.password))
    let pool = try await Connection.open(desk.target.with(user: desk.pool.login, password: desk.pool.password))
    func open(
      by connection: Connection, _ tenant: String?, _ roles: String?, _ login: String?, _ length: String?
    ) async -> String? {
      await Self.state {
        _ = try await connection.run(
          "SELECT bailiwick.open_anonymous_session(sha256(gen_random_uuid()::text::bytea), $1, $2, $3, $4)",
          [tenant, roles, login, length])
      }
    }
    let login = desk.pool.login
    #expect(await open(by: authenticator, tenant, "{visitor}", login, "1 hour") == nil)
    for roles in ["{curator}", "{visitor,curator}", "{}", "{NULL}", "{Visitor}", nil] {
      #expect(await open(by: authenticator, tenant, roles, login, "1 hour") == "22023", "\(roles ?? "NULL")")
    }
    for nobodys in [staff.login, nil, "00000000-0000-4000-8000-000000000000"] {
      #expect(await open(by: authenticator, tenant, "{visitor}", nobodys, "1 hour") == "22023", "\(nobodys ?? "NULL")")
    }
    for length in ["0", "8 hours 1 second", "-1 hour", nil] {
      #expect(await open(by: authenticator, tenant, "{visitor}", login, length) == "22023", "\(length ?? "NULL")")
    }
    for nobodys in ["00000000-0000-4000-8000-000000000000", nil] {
      #expect(await open(by: authenticator, nobodys, "{visitor}", login, "1 hour") == "28000")
    }
    #expect(await open(by: pool, tenant, "{visitor}", login, "1 hour") == "42501")
    // Nobody is no principal: what opens a person's session finds none.
    #expect(
      await Self.state {
        _ = try await authenticator.run(
          "SELECT bailiwick.open_session(sha256('x'), NULL, $1, $2, '1 hour')", [tenant, login])
      } == "28000")
  }

  /// No person is given such a role, and no such session one of persons.
  @Test func rolesOfPersonsAndOthersAreKeptApart() async throws {
    let desk = try await Desk.start("visitors", on: Ground(major: 15))
    let tenant = try await desk.tenant()
    let curator = try await desk.member(tenant, "curator")
    func refuses(_ words: String, _ body: () async throws -> Void) async {
      let error = await #expect(throws: ProvisioningError.self) { try await body() }
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
    let others = "`bailiwick session open --anonymous --tenant KEY --role visitor`"
    await refuses(others) { _ = try await desk.member(tenant, "visitor") }
    await refuses(others) { _ = try await desk.member(tenant, "curator", "visitor") }
    await refuses(others) { try await desk.provisioner.grant("visitor", toMember: curator.id, tenant: tenant) }
    func open(_ tenant: String, _ roles: String...) async throws {
      _ = try await desk.provisioner.openAnonymous(tenant: tenant, roles: roles, pool: desk.pool.login, seconds: 60)
    }
    await refuses("curator is held by persons") { try await open(tenant, "visitor", "curator") }
    await refuses("did you mean \"visitor\"?") { try await open(tenant, "visitors") }
    await refuses("add --role") { try await open(tenant) }
    await refuses("may not act yet") { try await open(curator.id, "visitor") }
    try await open(tenant, "visitor")
  }

  /// To declare such a role changes no session that is open, and to take it back ends those without a person alone.
  @Test(arguments: TestServer.majors) func itComesAndGoesBesideOpenSessions(_ major: Int) async throws {
    var without = Visitors.policy
    without.roles[0].anonymous = false
    let desk = try await Desk.start("visitors", with: without, on: Ground(major: major))
    let tenant = try await desk.tenant()
    let curator = try await desk.member(tenant, "curator")
    let snapshot = try desk.example.snapshot
    let (old, new) = (
      try Plan(ResolvedPolicy(without, in: snapshot), snapshot: snapshot),
      try Plan(ResolvedPolicy(Visitors.policy, in: snapshot), snapshot: snapshot)
    )
    func apply(_ steps: [LayeredStep]) async throws {
      _ = try await desk.superuser.run("BEGIN")
      for step in steps { _ = try await desk.superuser.script(step.step.statement.sql) }
      _ = try await desk.superuser.run("COMMIT")
    }
    try await apply(old.steps(to: new))
    let token = try await Provisioner(connection: desk.superuser, policy: Visitors.policy).openAnonymousSession(
      tenant: tenant, roles: ["visitor"], pool: desk.pool.login, seconds: 60)
    let visitor = Member(id: "", tenant: tenant, token: token, connection: curator.connection)
    let who = "SELECT principal_id::text, roles::text FROM bailiwick.identity"
    #expect(try await visitor.run(who) == [[nil, "{visitor}"]])
    #expect(try await curator.run(who) == [[curator.id, "{curator}"]])
    try await whatShouldNotBeThereIsNamed(desk, of: tenant)
    try await apply(new.steps(to: old))
    #expect(await visitor.answer(who, []) == "28000")
    #expect(try await curator.run(who) == [[curator.id, "{curator}"]])
  }

  /// Rows that only whoever switches triggers and checks off can write are named.
  private func whatShouldNotBeThereIsNamed(_ desk: Desk, of tenant: String) async throws {
    let resolved = try ResolvedPolicy(Visitors.policy, in: desk.example.snapshot)
    let mine = "WHERE tenant_id = '\(tenant)'"
    for (tampering, words) in [
      ("UPDATE bailiwick.anonymous_sessions SET tenant_active = false \(mine)", "as their tenant's status says"),
      (
        """
        ALTER TABLE bailiwick.anonymous_sessions DROP CONSTRAINT anonymous_sessions_known_roles;
        UPDATE bailiwick.anonymous_sessions SET roles = '{curator}' \(mine)
        """, "have roles that are not for those"
      ),
      ("UPDATE bailiwick.anonymous_sessions SET pool = 'nobody' \(mine)", "on a login that is no pool"),
      ("UPDATE bailiwick.anonymous_sessions SET idle_at = 'infinity' \(mine)", "live longer than the policy says"),
    ] {
      _ = try await desk.superuser.script("BEGIN; SET LOCAL session_replication_role = replica; \(tampering)")
      let found = try await SessionRows(desk.superuser, policy: resolved).findings().map(\.summary)
      #expect(found.contains { $0.contains("sessions without a person") && $0.contains(words) }, "\(words): \(found)")
      _ = try await desk.superuser.script("ROLLBACK")
    }
  }

  /// Who was let in from outside is told to the people of the tenant, and not to whoever comes by.
  @Test func whoWasLetInIsToldToPersons() async throws {
    var policy = SupportAccess.policy
    policy.roles.append(RoleClause("passer", anonymous: true))
    policy.tenants.rules.allows[0].roles.append("passer")
    let desk = try await Desk.start("support", with: policy, on: Ground(major: 15))
    let tenant = try await desk.tenant()
    let (owner, helper) = (try await desk.member(tenant, "owner"), try await desk.stranger())
    _ = try await owner.run("SELECT bailiwick.open_support($1, 'ticket', '1 hour')", [helper])
    let token = try await desk.provisioner.openAnonymousSession(
      tenant: tenant, roles: ["passer"], pool: desk.pool.login, seconds: 60)
    let passer = Member(id: "", tenant: tenant, token: token, connection: owner.connection)
    #expect(try await owner.run("SELECT principal_id::text FROM bailiwick.support_access") == [[helper]])
    #expect(try await passer.run("SELECT count(*) FROM bailiwick.support_access") == [["0"]])
    #expect(try await passer.run("SELECT id::text FROM books.companies") == [[tenant]])
    #expect(await passer.answer("SELECT bailiwick.open_support($1, 'me', '1 hour')", [helper]) == "42501")
  }
}
