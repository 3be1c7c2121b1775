import Database
import SQLSyntax
import Sandbox
import TestSupport
import Testing

/// What a token tells, and to whom, on servers of their own.
@Suite(.serialized, .takesTurns) struct SessionTests {
  /// Whoever tries tokens learns nothing from the answer: not whether there was such a session, nor why it is none.
  @Test(arguments: TestServer.majors) func everyRefusalIsTheSame(_ major: Int) async throws {
    let world = try await World.on(major: major, .session)
    try await world.reset()
    let sessions = "UPDATE bailiwick.sessions SET"
    let dead: [(Who, String)] = [
      (.alderViewer, "\(sessions) expires_at = statement_timestamp() WHERE principal_id"),
      (.alderManager, "\(sessions) idle_at = statement_timestamp() WHERE principal_id"),
      (.birchClerk, "\(sessions) pool = '\(world.login(.otherPool))' WHERE principal_id"),
      (.birchViewer, "UPDATE bailiwick.principals SET active = false WHERE id"),
      (.birchManager, "DELETE FROM bailiwick.memberships WHERE principal_id"),
    ]
    for (who, change) in dead { _ = try await world.operating.script("\(change) = '\(who.person)'") }
    var answers: [DatabaseError] = []
    for token in [nil, "", "guess", String(repeating: "a", count: 39), "ё"] + dead.map({ world.token($0.0) }) {
      let connection = try await world.connect(.pool)
      _ = try await connection.run("BEGIN")
      do {
        _ = try await connection.run(BindStatement.session.sql, [token])
        Issue.record("a token bound that should not have")
      } catch { answers.append(error) }
      await connection.close()
    }
    #expect(answers.count == 10)
    #expect(Set(answers).count == 1, "\(Set(answers))")
    #expect(answers.first?.sqlState == "28000")
  }

  /// Ten thousand open sessions of one person cost a bind nothing: one is found by its hash.
  @Test(arguments: TestServer.majors) func aSessionIsFoundByItsHash(_ major: Int) async throws {
    let world = try await World.on(major: major, .session)
    try await world.reset()
    _ = try await world.operating.script(
      """
      INSERT INTO bailiwick.sessions SELECT sha256(n::text::bytea), pool, membership_id, principal_id, principal_active,
        tenant_id, tenant_active, reaches_all, roles, valid_until, expires_at, idle_at
      FROM bailiwick.sessions, generate_series(1, 10000) n WHERE principal_id = '\(Who.alderManager.person)';
      ANALYZE bailiwick.sessions
      """)
    let connection = try await world.connect(.pool)
    _ = try await connection.run("BEGIN")
    _ = try await connection.run(BindStatement.session.sql, [world.token(.alderManager)])
    let plan = try await connection.run("EXPLAIN (COSTS off) SELECT FROM bailiwick.identity").rows.compactMap { $0[0] }
    await connection.close()
    #expect(plan.contains { $0.contains("Index Scan using sessions_pkey on sessions") }, "\(plan)")
    #expect(!plan.contains { $0.contains("Seq Scan") }, "\(plan)")
    try await world.reset()
  }

  /// A session cannot be opened with roles that its membership is about to lose.
  @Test(arguments: TestServer.majors) func openingMeetsRemoval(_ major: Int) async throws {
    let world = try await World.on(major: major, .session)
    try await world.reset()
    _ = try await world.operating.script(
      "BEGIN; UPDATE bailiwick.memberships SET roles = '{viewer}' WHERE principal_id = '\(Who.alderManager.person)'")
    let service = try await world.connect(.authenticator)
    let pool = world.login(.pool)
    let opening = Task {
      try await service.run(
        "SELECT bailiwick.open_session($1, $2, $3, $4, '1 hour')",
        [Theme.hash("late"), Who.alderManager.person, ID.alder, pool])
    }
    while try await world.operating.run(
      "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND usename = $1",
      [world.login(.authenticator)]
    ).rows != [["1"]] { try await Task.sleep(for: .milliseconds(10)) }
    _ = try await world.operating.script("COMMIT")
    let refusal = await #expect(throws: DatabaseError.self) { _ = try await opening.value }
    #expect(refusal?.constraint == "sessions_membership_fkey")
    let held = try await world.operating.run(
      "SELECT DISTINCT roles::text FROM bailiwick.sessions WHERE principal_id = $1", [Who.alderManager.person])
    #expect(held.rows == [["{viewer}"]])
    await service.close()
    try await world.reset()
  }
}
