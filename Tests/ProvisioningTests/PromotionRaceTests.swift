import Database
import Provisioning
import TestSupport
import Testing

/// Two at once, and a giver who stops being one in between.
@Suite(.serialized, .takesTurns) struct PromotionRaceTests {
  static let levels = ["READ COMMITTED", "SERIALIZABLE"]
  static let give = "SELECT bailiwick.grant_role($1, $2)"

  /// What a call answers while another transaction holds what it needs, until that one commits.
  func answer(
    of member: Member, _ sql: String, _ values: [String?], whenCommitted other: Connection, _ desk: Desk
  ) async throws -> String? {
    let call = Task { () -> String? in
      do {
        let row = try await member.connection.run(sql, values).rows
        _ = try await member.connection.run("COMMIT")
        return row.first?[0]
      } catch {
        _ = try? await member.connection.run("ROLLBACK")
        return (error as? DatabaseError)?.sqlState
      }
    }
    // The call has to be waiting before the other goes on, or nothing would be shown.
    let waiting = """
      SELECT count(*) FROM pg_stat_activity WHERE usename = $1 AND wait_event_type = 'Lock' AND datname = current_database()
      """
    var tries = 0
    while try await desk.superuser.run(waiting, [desk.pool.login]).rows != [["1"]] {
      tries += 1
      if tries > 2_000 { break }
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(tries <= 2_000, "nothing waited")
    _ = try await other.run("COMMIT")
    return await call.value
  }

  @Test(arguments: Ground.all(cockroachOn: 18), levels)
  func twoAtOnceSerialise(_ ground: Ground, _ level: String) async throws {
    let desk = try await Desk.start(on: ground)
    let tenant = try await desk.tenant()
    let (first, second) = (try await desk.member(tenant, "admin"), try await desk.member(tenant, "admin"))
    let strict = level == "SERIALIZABLE"
    // Both make one principal a member.
    let new = try await desk.stranger()
    try await first.begin(level)
    try await second.begin(level)
    #expect(try await first.connection.run(Self.give, [new, "agent"]).rows == [["t"]])
    let late = try await answer(of: second, Self.give, [new, "lead"], whenCommitted: first.connection, desk)
    #expect(late == (strict ? "40001" : "t"))
    if strict { #expect(await second.gives("lead", to: new) == "t") }
    #expect(try await desk.roles(of: new, tenant) == "{agent,lead}")
    // One takes what the other gives again.
    try await first.begin(level)
    try await second.begin(level)
    #expect(try await first.connection.run("SELECT bailiwick.revoke_role($1, 'lead')", [new]).rows == [["t"]])
    let again = try await answer(of: second, Self.give, [new, "lead"], whenCommitted: first.connection, desk)
    #expect(again == (strict ? "40001" : "t"))
    #expect(try await desk.roles(of: new, tenant) == (strict ? "{agent}" : "{agent,lead}"))
    // What stands in the record is what happened, in its order.
    let expected = ["agent true", "lead true", "lead false"] + (strict ? [] : ["lead true"])
    #expect(try await desk.record(tenant).map { "\($0[1] ?? "") \($0[2] ?? "")" } == expected)
  }

  /// The giver's own end, committed while the transaction that it gives in is open.
  @Test(arguments: Ground.all(cockroachOn: 18), levels)
  func aGiverWhoIsStoppedInBetweenGivesNothing(_ ground: Ground, _ level: String) async throws {
    let desk = try await Desk.start(on: ground)
    let tenant = try await desk.tenant()
    let ends = [
      ("suspended", "UPDATE bailiwick.principals SET active = false WHERE id = $1"),
      ("its role taken", "UPDATE bailiwick.memberships SET roles = '{lead}' WHERE principal_id = $1"),
      ("its membership gone", "DELETE FROM bailiwick.memberships WHERE principal_id = $1"),
      ("its session ended", "DELETE FROM bailiwick.sessions WHERE principal_id = $1"),
    ]
    for (what, sql) in ends {
      for waits in [false, true] {
        let admin = try await desk.member(tenant, "admin")
        let new = try await desk.stranger()
        try await admin.begin(level)
        // A snapshot is taken at the first statement, which bind was.
        let operator_ = try await Connection.open(desk.target)
        _ = try await operator_.run("BEGIN")
        _ = try await operator_.run(sql, [admin.id])
        let given: String?
        if waits {
          given = try await answer(
            of: admin, Self.give, [new, "agent"], whenCommitted: operator_, desk)
        } else {
          _ = try await operator_.run("COMMIT")
          do { given = try await admin.connection.run(Self.give, [new, "agent"]).rows.first?[0] } catch {
            given = error.sqlState
          }
          _ = try await admin.connection.run("ROLLBACK")
        }
        let expected = level == "SERIALIZABLE" ? ["40001"] : ["28000", "42501"]
        #expect(expected.contains(given ?? ""), "\(what), \(waits ? "waiting" : "before"): \(given ?? "nil")")
        #expect(try await desk.roles(of: new, tenant) == nil)
      }
    }
    #expect(try await desk.record(tenant) == [])
  }
}
