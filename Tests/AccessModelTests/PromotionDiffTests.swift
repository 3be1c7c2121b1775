import AccessModel
import PolicyModel
import TestSupport
import Testing

/// Who may give roles is access to come.
@Suite struct PromotionDiffTests {
  static func diff(_ name: String, _ mutate: (inout Policy) -> Void) throws -> (told: [String], widens: Bool) {
    let example = try #require(Example.promoting.first { $0.name == name })
    var policy = example.policy
    mutate(&policy)
    let schema = try example.snapshot
    let diff = AccessDiff(from: try AccessSide(example.policy, in: schema), to: try AccessSide(policy, in: schema))
    return (diff.clauses.map { "\($0.effect.rawValue): \($0.sentence)" }, diff.widens)
  }

  @Test func whatIsListedIsCompared() throws {
    let fewer = try Self.diff("promotion") { $0.promotions[0].roles = ["agent"] }
    #expect(fewer.told == ["lost: admin may no longer give and take lead in its tenant"] && !fewer.widens)
    let other = try Self.diff("promotion") { $0.promotions[0].role = "lead" }
    #expect(
      other.told == [
        "gained: lead may give and take agent in its tenant", "gained: lead may give and take lead in its tenant",
      ] && other.widens)
    let unread = try Self.diff("promotion") { $0.promotions[0].readers = [] }
    #expect(unread.told == ["lost: lead may no longer read who gave which role"] && !unread.widens)
  }

  @Test func supportIsComparedByWhomAndHowLong() throws {
    let longer = try Self.diff("support") { $0.support[0].upTo = .days(2) }
    #expect(longer.told == ["widened: support access lasts up to 172800 seconds, was 28800"] && longer.widens)
    let shorter = try Self.diff("support") { $0.support[0].upTo = .hours(1) }
    #expect(shorter.told == ["narrowed: support access lasts up to 3600 seconds, was 28800"] && !shorter.widens)
    let keeper = try Self.diff("support") { $0.support[0].grantedBy = "keeper" }
    #expect(keeper.told == ["gained: keeper may let in others as helper"] && keeper.widens)
    let none = try Self.diff("support") { $0.support = [] }
    #expect(none.told == ["lost: owner may no longer let in others as helper"] && !none.widens)
  }
}
