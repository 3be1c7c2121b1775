import Database
import Sandbox
import TestSupport
import Testing

/// Attacks on what is generated for the freight policy, by logins of their own, on the oldest and the newest server.
@Suite(.serialized) struct AttackTests {
  static let themes: [Theme] = [
    .reading, .writing, .references, .hiddenColumns, .viewUnderPolicies, .upserts, .roleRules, .roles, .identity,
    .leftovers, .logins, .channels, .objects, .structure, .mutations,
  ]

  /// A check that is lost, or a control that turns into an attack, is lost in silence otherwise.
  @Test func noCheckIsLost() {
    let checks = (Self.themes + [.down]).flatMap(\.checks)
    #expect(checks.count == 227)
    #expect(checks.count { $0.kind == .control } == 41)
    #expect(checks.count { $0.kind == .known } == 7)
    for theme in Self.themes { #expect(Set(theme.checks.map(\.name)).count == theme.checks.count, "\(theme.name)") }
  }

  @Test(arguments: TestServer.majors, themes) func everyCheckHolds(_ major: Int, _ theme: Theme) async throws {
    let world = try await World.on(major: major)
    try await world.reset()
    for check in theme.checks { judge(check, try await world.run(check), major) }
    #expect(try await world.differences() == [])
  }

  /// Roles belong to the server, and down removes them: this has a server of its own.
  @Test(arguments: TestServer.majors) func thereAndBack(_ major: Int) async throws {
    try await TestServer.start(for: "attack down", major: major).withDatabase("work") { connection, _ in
      var cycle = try await Cycle(on: connection)
      for check in Theme.down.checks { judge(check, try await cycle.run(check), major) }
    }
  }

  /// The question that is asked after each statement of a migration finds a grant that comes too early.
  @Test func anEarlyGrantIsNoticed() async throws {
    try await TestServer.start(for: "attack early grant").withDatabase("work") { connection, _ in
      _ = try await connection.script(Example.freight.sql)
      var statements = try Cycle.statements.up
      let lock = try #require(
        statements.firstIndex { $0.hasPrefix("ALTER TABLE app.countries ENABLE ROW LEVEL SECURITY") })
      statements.insert("GRANT SELECT (name) ON app.countries TO freight_viewer", at: lock)
      #expect(try await Guard.run(statements, on: connection) == [statements[lock]])
    }
  }
}

private func judge(_ check: Check, _ outcome: Outcome, _ major: Int) {
  guard !check.expected.holds(for: outcome) else { return }
  Issue.record(
    "PostgreSQL \(major), \(check.who): \(check.name): expected \(check.expected), got \(outcome)",
    sourceLocation: check.location)
}
