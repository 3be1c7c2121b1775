import Database
import Sandbox
import TestSupport
import Testing

/// Attacks on what is generated for the freight policy, by logins of their own, on the oldest and the newest server.
@Suite(.serialized, .takesTurns) struct AttackTests {
  static let themes: [Theme] = [
    .reading, .writing, .references, .hiddenColumns, .viewUnderPolicies, .upserts, .roleRules, .roles, .identity,
    .leftovers, .logins, .sessions, .bindContract, .poolLeftovers, .sessionEnds, .tokens, .pools, .channels, .objects,
    .structure, .mutations,
  ]

  /// A check that is lost, or a control that turns into an attack, is lost in silence otherwise.
  @Test(arguments: [(Variant.login, 227, 41, 7), (.session, 316, 49, 10)])
  func noCheckIsLost(_ variant: Variant, _ all: Int, _ controls: Int, _ known: Int) {
    let checks = (Self.themes + [.down]).flatMap { $0.checks(by: variant) }
    #expect(checks.count == all)
    #expect(checks.count { $0.kind == .control } == controls)
    #expect(checks.count { $0.kind == .known } == known)
    for theme in Self.themes { #expect(Set(theme.checks.map(\.name)).count == theme.checks.count, "\(theme.name)") }
  }

  /// What must work, works by every binding alike.
  @Test func controlsAreTheSame() {
    let controls = Self.themes.flatMap(\.checks).filter { $0.kind == .control }
    #expect(controls.count { $0.variant == nil } == 41)
    #expect(controls.allSatisfy { $0.expectedInSession == nil })
  }

  @Test(arguments: TestServer.majors, themes) func everyCheckHoldsByLogin(_ major: Int, _ theme: Theme) async throws {
    try await hold(theme, major, .login)
  }

  @Test(arguments: TestServer.majors, themes) func everyCheckHoldsBySession(_ major: Int, _ theme: Theme) async throws {
    try await hold(theme, major, .session)
  }

  private func hold(_ theme: Theme, _ major: Int, _ variant: Variant) async throws {
    let checks = theme.checks(by: variant)
    if checks.isEmpty { return }
    let world = try await World.on(major: major, variant)
    try await world.reset()
    for check in checks { judge(check, try await world.run(check), major, variant) }
    #expect(try await world.differences() == [])
  }

  /// Roles belong to the server, and down removes them: this has a server of its own.
  @Test(arguments: TestServer.majors, Variant.allCases)
  func thereAndBack(_ major: Int, _ variant: Variant) async throws {
    try await TestServer.start(for: "attack down \(variant)", major: major).withDatabase("work") { connection, _ in
      var cycle = try await Cycle(on: connection, variant)
      for check in Theme.down.checks { judge(check, try await cycle.run(check), major, variant) }
    }
  }

  /// The question that is asked after each statement of a migration finds a grant that comes too early.
  @Test func anEarlyGrantIsNoticed() async throws {
    try await TestServer.start(for: "attack early grant").withDatabase("work") { connection, _ in
      _ = try await connection.script(Example.freight.sql)
      var statements = try Cycle.statements(.login).up
      let lock = try #require(
        statements.firstIndex { $0.hasPrefix("ALTER TABLE app.countries ENABLE ROW LEVEL SECURITY") })
      statements.insert("GRANT SELECT (name) ON app.countries TO freight_viewer", at: lock)
      #expect(try await Guard.run(statements, on: connection) == [statements[lock]])
    }
  }
}

private func judge(_ check: Check, _ outcome: Outcome, _ major: Int, _ variant: Variant) {
  let expected = check.expected(by: variant)
  guard !expected.holds(for: outcome) else { return }
  Issue.record(
    "PostgreSQL \(major), \(variant), \(check.who): \(check.name): expected \(expected), got \(outcome)",
    sourceLocation: check.location)
}
