import Database
import ExamplePolicies
import PolicyModel
import Provisioning
import SQLSyntax
import TestSupport
import Testing
import Verification

/// The contract of `act_as_anonymous`: an application says that it acts for nobody in particular, and forgetting says nothing.
@Suite(.serialized, .takesTurns) struct AnonymousSettingTests {
  static var policy: Policy {
    var policy = Visitors.policy
    policy.bindings = [BindClause(.setting)]
    return policy
  }

  /// What a transaction says first, and what it sees then; the state of the error where it is refused.
  private static func acting(
    _ pool: Connection, _ said: BindStatement, _ values: [String?], _ query: String = AnonymousTests.titles
  ) async throws -> (state: String?, rows: [[String?]]) {
    _ = try await pool.run("BEGIN")
    do throws(DatabaseError) {
      _ = try await pool.run(said.sql, values)
      let rows = try await pool.run(query).rows
      _ = try await pool.run("COMMIT")
      return (nil, rows)
    } catch {
      _ = try await pool.run("ROLLBACK")
      return (error.sqlState, [])
    }
  }

  @Test(arguments: Ground.all(cockroachOn: 18)) func itTakesAStatementAndARow(_ ground: Ground) async throws {
    let desk = try await Desk.start("visitors", with: Self.policy, on: ground)
    let (tenant, other) = (try await desk.tenant(), try await desk.tenant())
    let provisioner = desk.provisioner
    let pool = try await Connection.open(desk.target.with(user: desk.pool.login, password: desk.pool.password))
    let curator = try await provisioner.addMember(id: nil, tenant: tenant, roles: ["curator"])
    for (title, shown) in [("shown", "true"), ("draft", "false")] {
      let insert =
        "INSERT INTO gallery.exhibitions (id, title, on_show, made_by) "
        + "VALUES (gen_random_uuid(), '\(title)', \(shown), '\(curator)')"
      #expect(try await Self.acting(pool, .setting, [curator, tenant], insert).state == nil)
    }
    // The statement alone opens nothing: the tenant has to have said what it gives.
    #expect(try await Self.acting(pool, .anonymousSetting, [tenant]).state == "28000")
    try await provisioner.setAnonymousMember(tenant: tenant, roles: ["visitor"])
    #expect(try await Self.acting(pool, .anonymousSetting, [tenant]).rows == [["shown"]])
    #expect(try await Self.acting(pool, .setting, [curator, tenant]).rows == [["draft"], ["shown"]])
    for nobody in [nil, "", other, "no uuid", tenant + " ", "{\(tenant)}"] {
      #expect(try await Self.acting(pool, .anonymousSetting, [nobody]).state == "28000", "\(nobody ?? "NULL")")
    }
    // A person whom the application forgot is nobody, also where a setting of the whole connection was left behind.
    let forgotten: [[String?]] = [[nil, tenant], ["", tenant]]
    for values in forgotten { #expect(try await Self.acting(pool, .setting, values).state == "28000") }
    _ = try await pool.run(
      "SELECT set_config('bailiwick.anonymous', 'true', false), set_config('bailiwick.tenant', $1, false)", [tenant])
    for values in forgotten { #expect(try await Self.acting(pool, .setting, values).state == "28000") }
    #expect(try await pool.run(AnonymousTests.titles).rows == [])
    #expect(try await Self.acting(pool, .setting, [curator, tenant]).rows == [["draft"], ["shown"]])
    _ = try await pool.run("DISCARD ALL")
    for forged in [["", "", "true"], ["", tenant, ""], ["", tenant, "yes"], [curator, tenant, "true"]] {
      #expect(try await Self.acting(pool, .forgedAnonymous, forged).rows == [], "\(forged)")
    }
    // One transaction acts for one: neither becomes the other.
    let person = "SELECT bailiwick.act_as('\(curator)', '\(tenant)')"
    #expect(try await Self.acting(pool, .anonymousSetting, [tenant], person).state == "25000")
    let visitor = "SELECT bailiwick.act_as_anonymous('\(tenant)')"
    #expect(try await Self.acting(pool, .setting, [curator, tenant], visitor).state == "25000")
    let entry = "INSERT INTO gallery.entries (id, body) VALUES (gen_random_uuid(), 'hello')"
    #expect(try await Self.acting(pool, .anonymousSetting, [tenant], entry).state == nil)
    let sketch = "INSERT INTO gallery.sketches (id, body) VALUES (gen_random_uuid(), 'x')"
    #expect(try await Self.acting(pool, .anonymousSetting, [tenant], sketch).state == "42501")
    // What stops it: the tenant's suspension, and an operator.
    #expect(try await provisioner.members().map(\.state) == ["active", "active"])
    #expect(try await provisioner.suspendTenant(tenant).members == 2)
    #expect(try await Self.acting(pool, .anonymousSetting, [tenant]).state == "28000")
    try await provisioner.addTenant(tenant)
    #expect(try await Self.acting(pool, .anonymousSetting, [tenant]).rows == [["shown"]])
    try await provisioner.removeAnonymousMember(tenant: tenant)
    #expect(try await Self.acting(pool, .anonymousSetting, [tenant]).state == "28000")
    try await provisioner.setAnonymousMember(tenant: tenant, roles: ["visitor"])
    try await provisioner.removeTenant(tenant)
    #expect(try await provisioner.members().isEmpty)
  }

  /// No role of persons stands there, and what is wrong is said with what to do.
  @Test func whatItGivesIsForNobodyInParticular() async throws {
    let desk = try await Desk.start("visitors", with: Self.policy, on: Ground(engine: Ground.cockroach))
    let (tenant, provisioner) = (try await desk.tenant(), desk.provisioner)
    try await provisioner.setAnonymousMember(tenant: tenant, roles: ["visitor"])
    let error = await #expect(throws: DatabaseError.self) {
      try await desk.superuser.run("UPDATE bailiwick.anonymous_members SET roles = '{curator}'")
    }
    #expect(error?.sqlState == "23514")
    let rows = SessionRows(desk.superuser, policy: try ResolvedPolicy(Self.policy, in: desk.example.snapshot))
    #expect(try await rows.findings() == [])
    _ = try await desk.superuser.script(
      """
      ALTER TABLE bailiwick.anonymous_members DROP CONSTRAINT anonymous_members_known_roles;
      SET session_replication_role = replica;
      UPDATE bailiwick.anonymous_members SET roles = '{curator}', tenant_active = false;
      RESET session_replication_role
      """)
    #expect(
      try await rows.findings().map(\.summary) == [
        "1 memberships without a person are not as their tenant's status says",
        "1 memberships without a person have roles that are not for those",
      ])
    let sessions = Provisioner(connection: desk.superuser, policy: Visitors.policy)
    for (words, body) in [
      (
        "curator is held by persons",
        { try await provisioner.setAnonymousMember(tenant: tenant, roles: ["curator"]) }
      ),
      ("add --role", { try await provisioner.setAnonymousMember(tenant: tenant, roles: []) }),
      (
        "may not act yet",
        { try await provisioner.setAnonymousMember(tenant: "00000000-0000-4000-8000-00000000000f", roles: ["visitor"]) }
      ),
      ("nobody in x already", { try await provisioner.removeAnonymousMember(tenant: "x") }),
      ("nobody acts by settings", { try await sessions.setAnonymousMember(tenant: tenant, roles: ["visitor"]) }),
    ] as [(String, () async throws -> Void)] {
      let error = await #expect(throws: ProvisioningError.self, "\(words)") { try await body() }
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
  }
}
