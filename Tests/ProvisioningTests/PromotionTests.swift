import Database
import Provisioning
import TestSupport
import Testing

/// Who gives and takes roles, by the routines that the policy asks for.
@Suite(.takesTurns) struct PromotionTests {
  @Test(arguments: Ground.all(cockroachOn: 15))
  func aGivenRoleIsThereAtTheNextStatement(_ ground: Ground) async throws {
    let desk = try await Desk.start(on: ground)
    let tenant = try await desk.tenant()
    let (admin, agent) = (try await desk.member(tenant, "admin"), try await desk.member(tenant, "agent"))
    try await agent.begin()
    let asked = desk.asking("agent", "lead")
    #expect(try await agent.connection.run(asked).rows == [[tenant, "{agent}"]])
    #expect(await admin.gives("lead", to: agent.id) == "t")
    #expect(try await agent.connection.run(asked).rows == [[tenant, "{agent,lead}"]])
    #expect(await admin.gives("lead", to: agent.id) == "f")
    #expect(await admin.takes("lead", from: agent.id) == "t")
    #expect(try await agent.connection.run(asked).rows == [[tenant, "{agent}"]])
    // The last role takes the membership along, and with it the session.
    #expect(await admin.takes("agent", from: agent.id) == "t")
    #expect(try await agent.connection.run(asked).rows == [])
    #expect(try await desk.roles(of: agent.id, tenant) == nil)
    #expect(await admin.takes("agent", from: agent.id) == "f")
    _ = try await agent.connection.run("ROLLBACK")
    let again = await agent.answer("SELECT 1", [])
    #expect(again == "28000")
  }

  @Test(arguments: Ground.all(cockroachOn: 15))
  func whoIsKnownBecomesAMember(_ ground: Ground) async throws {
    let desk = try await Desk.start(on: ground)
    let (tenant, other) = (try await desk.tenant(), try await desk.tenant())
    let admin = try await desk.member(tenant, "admin")
    let guest = try await desk.member(other, "lead")
    #expect(await admin.gives("agent", to: guest.id) == "t")
    #expect(try await desk.roles(of: guest.id, tenant) == "{agent}")
    #expect(try await desk.roles(of: guest.id, other) == "{lead}")
    #expect(try await guest.run(desk.asking("agent", "lead")).first?[0] == other)
    // What ended is none: it does not come back with its old roles or sessions.
    _ = try await desk.superuser.run(
      "UPDATE bailiwick.memberships SET valid_until = now(), roles = '{admin}' WHERE principal_id = $1 AND tenant_id = $2",
      [guest.id, tenant])
    #expect(await admin.gives("lead", to: guest.id) == "t")
    #expect(try await desk.roles(of: guest.id, tenant) == "{lead}")
  }

  /// Each attempt with the answer that it gets; nothing changes and nothing is recorded.
  @Test(arguments: Ground.all(cockroachOn: 15))
  func whatMayNotBeGiven(_ ground: Ground) async throws {
    let desk = try await Desk.start(on: ground)
    let (tenant, other) = (try await desk.tenant(), try await desk.tenant())
    let admin = try await desk.member(tenant, "admin")
    let second = try await desk.session(of: admin.id, tenant)
    let lead = try await desk.member(tenant, "lead")
    let foreign = try await desk.member(other, "agent")
    let attempts: [(String, String?, String)] = [
      ("oneself", await admin.gives("lead", to: admin.id), "42501"),
      ("oneself in capitals", await admin.gives("lead", to: admin.id.uppercased()), "42501"),
      ("oneself by another session", await second.gives("agent", to: admin.id), "42501"),
      ("one's own role", await admin.takes("admin", from: admin.id), "42501"),
      ("a role above the list", await admin.gives("admin", to: lead.id), "42501"),
      ("no such role", await admin.gives("owner", to: lead.id), "42501"),
      ("no role", await admin.gives(nil, to: lead.id), "42501"),
      ("to nobody", await admin.gives("agent", to: nil), "22023"),
      ("to somebody unknown", await admin.gives("agent", to: "00000000-0000-4000-8000-000000000000"), "22023"),
      ("no such id", await admin.gives("agent", to: "x"), "22P02"),
      ("without the right", await lead.gives("agent", to: foreign.id), "42501"),
      ("without the right, of oneself", await lead.gives("admin", to: lead.id), "42501"),
      ("in another tenant", await admin.takes("agent", from: foreign.id), "f"),
    ]
    for (what, answer, expected) in attempts { #expect(answer == expected, "\(what)") }
    #expect(try await desk.roles(of: foreign.id, other) == "{agent}")
    #expect(try await desk.roles(of: lead.id, tenant) == "{lead}")
    #expect(try await desk.record(tenant) == [])
  }

  @Test(arguments: Ground.all(cockroachOn: 15))
  func nobodyIsNobody(_ ground: Ground) async throws {
    let desk = try await Desk.start(on: ground)
    let tenant = try await desk.tenant()
    let (admin, lead) = (try await desk.member(tenant, "admin"), try await desk.member(tenant, "lead"))
    func state(_ connection: Connection, _ sql: String, _ values: [String?] = []) async -> String? {
      do {
        _ = try await connection.run(sql, values)
        return nil
      } catch { return error.sqlState }
    }
    let give = "SELECT bailiwick.grant_role($1, 'agent')"
    #expect(await state(admin.connection, give, [lead.id]) == "28000", "unbound")
    // Settings made by hand: a hash is no token, and a bind is of this transaction.
    _ = try await admin.connection.run("BEGIN")
    _ = try await admin.connection.run(
      """
      SELECT set_config('bailiwick.token', encode(sha256(convert_to($1, 'UTF8')), 'hex'), true),
        set_config('bailiwick.bound_at', extract(epoch FROM transaction_timestamp())::text, true)
      """, [admin.token.reveal()])
    #expect(await state(admin.connection, give, [lead.id]) == "28000", "a hash as token")
    _ = try await admin.connection.run("ROLLBACK")
    let authenticator = try await desk.provisioner.addService(.authenticator)
    let service = try await Connection.open(
      desk.target.with(user: authenticator.login, password: authenticator.password))
    #expect(await state(service, give, [lead.id]) == "42501", "the authentication service")
    for sql in [
      "UPDATE bailiwick.memberships SET roles = '{admin}'", "SELECT * FROM bailiwick.memberships",
      "SELECT * FROM bailiwick.role_changes", "DELETE FROM bailiwick.role_changes",
      "INSERT INTO bailiwick.role_changes (tenant_id) VALUES (NULL)", "TRUNCATE bailiwick.role_changes",
    ] {
      #expect(await admin.answer(sql, []) == "42501", "\(sql)")
    }
  }

  @Test(arguments: Ground.all(cockroachOn: 15))
  func theRecordSaysWhoAndStays(_ ground: Ground) async throws {
    let desk = try await Desk.start(on: ground)
    let (tenant, other) = (try await desk.tenant(), try await desk.tenant())
    let (admin, agent) = (try await desk.member(tenant, "admin"), try await desk.member(tenant, "agent"))
    let (lead, foreign) = (try await desk.member(tenant, "lead"), try await desk.member(other, "admin"))
    #expect(await admin.gives("lead", to: agent.id) == "t")
    #expect(await admin.takes("agent", from: agent.id) == "t")
    let entries = [[agent.id, "lead", "true", admin.id], [agent.id, "agent", "false", admin.id]]
    #expect(try await desk.record(tenant) == entries)
    let session = try await desk.superuser.run(
      """
      SELECT count(*) FROM bailiwick.role_changes c JOIN bailiwick.sessions s ON s.principal_id = c.by_principal
      WHERE c.tenant_id = $1 AND starts_with(encode(s.token_hash, 'hex'), c.by_session) AND length(c.by_session) = 16
      """, [tenant])
    #expect(session.rows == [["2"]])
    let history = "SELECT principal_id::text, role, given::text, by_principal::text FROM bailiwick.role_history"
    #expect(try await lead.run("\(history) ORDER BY changed_at") == entries)
    #expect(try await foreign.run(history) == [])
    #expect(await admin.takes("lead", from: agent.id) == "t")
    #expect(await admin.gives("agent", to: agent.id) == "t")
    let now = try await desk.session(of: agent.id, tenant)
    #expect(try await now.run(history) == [])
    // Not even its owner, and not even whoever runs the server by mistake; where triggers are of rows, none stands before
    // what names no row and before TRUNCATE, which no routine and no login has.
    let changes = ["UPDATE bailiwick.role_changes SET role = role", "DELETE FROM bailiwick.role_changes"]
    for role in ["bailiwick_owner", "NONE"] {
      for sql in changes
        + (ground.isCockroach ? [] : ["\(changes[1]) WHERE false", "TRUNCATE bailiwick.role_changes"])
      {
        _ = try await desk.superuser.run("SET ROLE \(role)")
        let error = await #expect(throws: DatabaseError.self) { try await desk.superuser.run(sql) }
        #expect(error?.sqlState == "42501")
        _ = try await desk.superuser.run("RESET ROLE")
      }
    }
  }
}
