import AccessModel
import ExamplePolicies
import PolicyModel
import Testing

/// How sessions prove who they are is access too.
@Suite struct BindingDiffTests {
  static func changes(_ before: [BindClause], _ after: [BindClause]) throws -> [Effect] {
    var policy = Freight.policy
    policy.bindings = before
    let old = try AccessDiffTests.side(policy)
    policy.bindings = after
    return AccessDiff(from: old, to: try AccessDiffTests.side(policy)).clauses.filter { $0.kind == .binding }.map(
      \.effect)
  }

  static func session(_ hours: Int) -> BindClause {
    BindClause(.session(SessionWindow(lifetime: .hours(hours), idle: .minutes(30))))
  }

  @Test func anotherWayInIsWider() throws {
    #expect(try Self.changes([], [Self.session(1)]) == [.narrowed, .widened])
    #expect(try Self.changes([], [BindClause(.login)]).isEmpty)
    #expect(try Self.changes([BindClause(.login)], [BindClause(.login), BindClause(.setting)]) == [.widened])
    #expect(try Self.changes([Self.session(1)], [Self.session(2)]) == [.widened])
    #expect(try Self.changes([Self.session(2)], [Self.session(1)]) == [.narrowed])
  }
}
