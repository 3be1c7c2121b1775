import AccessModel
import Diagnostics
import PolicyModel
import TestSupport
import Testing

/// What makes somebody somebody is access, whoever has it today.
@Suite struct MembersDiffTests {
  static func diff(_ change: (inout Policy) -> Void) throws -> (told: [String], widens: Bool) {
    let example = try #require(Example.all.first { $0.name == "members" })
    var policy = example.policy
    change(&policy)
    let schema = try example.snapshot
    let diff = AccessDiff(from: try AccessSide(example.policy, in: schema), to: try AccessSide(policy, in: schema))
    return (diff.clauses.map { "\($0.effect.rawValue): \($0.sentence)" }, diff.widens)
  }

  @Test func eachValueIsCompared() throws {
    let guests = try Self.diff { $0.members[0].map["guest"] = "player" }
    #expect(guests.told == ["gained: 'guest' as club.members.rank makes somebody player"] && guests.widens)
    let fewer = try Self.diff { $0.members[0].flags = [:] }
    #expect(fewer.told == ["lost: club.members.on_board makes nobody board any more"] && !fewer.widens)
    let other = try Self.diff { $0.members[0].map = ["player": "coach", "coach": "player"] }
    #expect(
      other.told == [
        "lost: 'coach' as club.members.rank makes nobody coach any more",
        "lost: 'player' as club.members.rank makes nobody player any more",
        "gained: 'coach' as club.members.rank makes somebody player",
        "gained: 'player' as club.members.rank makes somebody coach",
      ])
    #expect(other.widens)
    let fewerRows = try Self.diff {
      $0.members[0].condition = .isNull(.column("nickname"))
      $0.tables[0].rules.allows.removeAll { $0.commands == [.update] }
    }
    #expect(
      fewerRows.told == [
        "narrowed: of the rows of club.members, those where nickname is null make somebody somebody; before, all did"
      ] && !fewerRows.widens)
  }

  /// Which rows stand in another place, only data can tell.
  @Test func anotherPlaceIsAnotherAnswerForEverybody() throws {
    let none = try Self.diff { $0.members = [] }
    #expect(
      none.told.count == 1 && none.told[0].hasPrefix("unknown: who is who is no longer what the rows") && none.widens)
    let schema = try #require(try Example.all.first { $0.name == "members" }?.snapshot)
    let example = try #require(Example.all.first { $0.name == "members" })
    var before = example.policy
    before.members = []
    let diff = AccessDiff(from: try AccessSide(before, in: schema), to: try AccessSide(example.policy, in: schema))
    #expect(diff.clauses.map(\.sentence) == ["who is who is what the rows of club.members say"] && diff.widens)
    #expect(diff.clauses.map(\.location.line).allSatisfy { $0 > 0 })
  }
}
