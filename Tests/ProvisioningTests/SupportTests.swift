import Database
import Provisioning
import TestSupport
import Testing

/// People from outside, for a reason and a while.
@Suite(.takesTurns) struct SupportTests {
  static let open = "SELECT bailiwick.open_support($1, $2, $3::interval)"
  /// What a call answers that came to its end; CockroachDB's words for it have no void.
  static func opened(_ ground: Ground) -> String { ground.isCockroach ? "t" : "" }
  static let seen = "SELECT count(*) FROM books.entries"

  @Test(arguments: Ground.all(cockroachOn: 15))
  func itIsOpenedSeenAndEnded(_ ground: Ground) async throws {
    let desk = try await Desk.start("support", on: ground)
    let (tenant, other) = (try await desk.tenant(), try await desk.tenant())
    let (owner, keeper) = (try await desk.member(tenant, "owner"), try await desk.member(tenant, "keeper"))
    let foreign = try await desk.member(other, "owner")
    _ = try await keeper.run("INSERT INTO books.entries (amount) VALUES (7)")
    let id = try await desk.stranger()
    await #expect(throws: ProvisioningError.self) { try await desk.session(of: id, tenant) }
    #expect(await owner.answer(Self.open, [id, "ticket 12", "2 hours"]) == Self.opened(ground))
    let helper = try await desk.session(of: id, tenant)
    #expect(try await helper.run(Self.seen) == [["1"]])
    #expect(await owner.answer(Self.open, [id, "ticket 12", "2 hours"]) == "55000")
    // Everybody of the tenant sees who is there and why; nobody else does.
    let view = """
      SELECT principal_id::text, reason, opened_by::text, (valid_until > now() + interval '1 hour')::text,
        (ended_at IS NULL)::text FROM bailiwick.support_access
      """
    let entry = [id, "ticket 12", owner.id, "true", "true"]
    for member in [owner, keeper, helper] { #expect(try await member.run(view) == [entry]) }
    #expect(try await foreign.run(view) == [])
    // Ended early, in the middle of a transaction.
    try await helper.begin()
    #expect(await owner.answer("SELECT bailiwick.end_support($1)", [id]) == "t")
    #expect(try await helper.connection.run(Self.seen).rows == [["0"]])
    _ = try await helper.connection.run("ROLLBACK")
    #expect(await owner.answer("SELECT bailiwick.end_support($1)", [id]) == "f")
    // Again, and this time the clock ends it; the old session stays dead.
    #expect(await owner.answer(Self.open, [id, "ticket 13", "9 seconds"]) == Self.opened(ground))
    let again = try await desk.session(of: id, tenant)
    try await again.begin()
    #expect(try await again.connection.run(Self.seen).rows == [["1"]])
    _ = try await desk.superuser.run(
      """
      SELECT pg_sleep(0.1 + greatest(0, extract(epoch FROM valid_until - clock_timestamp())))
      FROM bailiwick.memberships WHERE principal_id = $1
      """, [id])
    #expect(try await again.connection.run(Self.seen).rows == [["0"]])
    _ = try await again.connection.run("ROLLBACK")
    #expect(await owner.answer(Self.open, [id, "ticket 14", "1 hour"]) == Self.opened(ground))
    for old in [helper, again] { #expect(await old.answer(Self.seen, []) == "28000") }
    let past = try await keeper.run(
      "SELECT reason, (ended_by)::text, (valid_until <= now())::text FROM bailiwick.support_access ORDER BY opened_at")
    #expect(past == [["ticket 12", owner.id, "false"], ["ticket 13", nil, "true"], ["ticket 14", nil, "false"]])
  }

  @Test(arguments: Ground.all(cockroachOn: 15))
  func whatIsRefused(_ ground: Ground) async throws {
    let desk = try await Desk.start("support", on: ground)
    let tenant = try await desk.tenant()
    let (owner, keeper) = (try await desk.member(tenant, "owner"), try await desk.member(tenant, "keeper"))
    let id = try await desk.stranger()
    let helped = try await desk.stranger()
    #expect(await owner.answer(Self.open, [helped, "ticket", "1 hour"]) == Self.opened(ground))
    let helper = try await desk.session(of: helped, tenant)
    let attempts: [(String, Member, [String?], String)] = [
      ("oneself", owner, [owner.id, "ticket", "1 hour"], "42501"),
      ("a member of the tenant", owner, [keeper.id, "ticket", "1 hour"], "55000"),
      ("no reason", owner, [id, nil, "1 hour"], "22023"),
      ("a blank reason", owner, [id, " \t\n", "1 hour"], "22023"),
      ("too long", owner, [id, "ticket", "8 hours 1 second"], "22023"),
      ("months", owner, [id, "ticket", "1 month"], "22023"),
      ("no time", owner, [id, "ticket", "0"], "22023"),
      ("backwards", owner, [id, "ticket", "-1 hour"], "22023"),
      ("no end", owner, [id, "ticket", nil], "22023"),
      ("nobody", owner, [nil, "ticket", "1 hour"], "22023"),
      ("somebody unknown", owner, ["00000000-0000-4000-8000-000000000000", "ticket", "1 hour"], "22023"),
      ("without the right", keeper, [id, "ticket", "1 hour"], "42501"),
      ("by who is there for support", helper, [id, "ticket", "1 hour"], "42501"),
    ]
    for (what, member, values, state) in attempts {
      #expect(await member.answer(Self.open, values) == state, "\(what)")
    }
    #expect(await helper.answer("SELECT bailiwick.end_support($1)", [owner.id]) == "42501")
    #expect(await owner.answer("SELECT bailiwick.end_support($1)", [keeper.id]) == "f")
    #expect(try await desk.roles(of: keeper.id, tenant) == "{keeper}")
    // Whoever writes the row: it has an end, and stands alone.
    for roles in ["{helper}", "{helper,keeper}"] {
      let error = await #expect(throws: DatabaseError.self) {
        try await desk.superuser.run(
          "UPDATE bailiwick.memberships SET roles = $1, valid_until = $2 WHERE principal_id = $3",
          [roles, roles == "{helper}" ? "infinity" : "2100-01-01", keeper.id])
      }
      #expect(error?.sqlState == "23514")
    }
    await #expect(throws: ProvisioningError.self) {
      try await desk.provisioner.addMember(id: id, tenant: tenant, roles: ["helper"])
    }
  }

  @Test(arguments: Ground.all(cockroachOn: 15))
  func twoAtOnceOpenOne(_ ground: Ground) async throws {
    let desk = try await Desk.start("support", on: ground)
    let tenant = try await desk.tenant()
    let (first, second) = (try await desk.member(tenant, "owner"), try await desk.member(tenant, "owner"))
    let id = try await desk.stranger()
    async let one = first.answer(Self.open, [id, "ticket", "1 hour"])
    async let two = second.answer(Self.open, [id, "ticket", "1 hour"])
    let answers = await [one, two].compactMap(\.self).sorted()
    // The second waits for the first, then finds a member; or both found none, and the key lets one in.
    #expect(
      answers.contains(Self.opened(ground)) && !answers.filter(["23505", "55000"].contains).isEmpty, "\(answers)")
    #expect(try await desk.record(tenant).count == 1)
  }
}
