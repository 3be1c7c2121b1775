import AccessModel
import Bailiwick
import ExamplePolicies
import SchemaModel
import TestSupport
import Testing

/// How one condition relates to another, seen through the rule that has it.
@Suite struct ConditionTests {
  static let a = column("status") == "a"
  static let b = column("status") == "b"
  static let x = column("reference") == "x"
  static let y = column("country_code") == "y"

  static let pairs: [(name: String, old: Predicate, new: Predicate, effect: Effect?)] = [
    ("the order of a conjunction", .and([a, x]), .and([x, a]), nil),
    ("brackets", .and([a, .and([x, y])]), .and([.and([a, x]), y]), nil),
    ("a part twice", .or([a, b, a]), .or([b, a]), nil),
    ("not twice", a, !(!a), nil),
    ("De Morgan", !(a || x), .and([column("status") != "a", column("reference") != "x"]), nil),
    ("a list and its parts", column("status").isIn("a", "b"), a || b, nil),
    ("not in a list", !column("status").isIn("a", "b"), column("status") != "b" && column("status") != "a", nil),
    ("distribution", .and([x, a || b]), .or([.and([x, a]), .and([x, b])]), nil),
    ("sides exchanged", .compare(.literal(.integer(1)), .less, .column("weight_kg")), column("weight_kg") > 1, nil),
    ("a conjunct more", a, .and([a, x]), .narrowed),
    ("a conjunct less", .and([a, x]), a, .widened),
    ("an alternative more", a, .or([a, x]), .widened),
    ("an alternative less", .or([a, x]), a, .narrowed),
    ("a shorter list", column("status").isIn("a", "b"), column("status").isIn("b"), .narrowed),
    ("any row", a, .anything, .widened),
    ("not any row", .anything, a, .narrowed),
    ("equal says not equal to others", column("status") != "a", b, .narrowed),
    ("another constant", a, b, .widened),
    ("a conjunct exchanged", .and([a, x]), .and([a, y]), .widened),
    ("IS NULL is not the opposite of equal", a, .or([a, column("status").isNull]), .widened),
    ("a bound moved", column("weight_kg") < 5, column("weight_kg") < 4, .widened),
    ("no row before", .or([]), a, .gained),
    ("no row after", a, .and([.or([]), b]), .lost),
  ]

  static func side(_ condition: Predicate) throws -> AccessSide {
    var policy = Freight.policy
    policy.tables[1].rules = TableRules(allows: [AllowRule([.select], to: ["viewer"], where: condition)])
    return try AccessDiffTests.side(policy)
  }

  @Test(arguments: pairs.indices)
  func aConditionIsComparedByItsMeaning(_ index: Int) throws {
    let (name, old, new, effect) = Self.pairs[index]
    let diff = AccessDiff(from: try Self.side(old), to: try Self.side(new))
    #expect(Set(diff.access.map(\.effect)) == Set([effect].compactMap(\.self)), "\(name)")
    let back = AccessDiff(from: try Self.side(new), to: try Self.side(old))
    #expect(back.access.isEmpty == (effect == nil), "\(name), backwards")
  }

  @Test func whatIsNotComparableSaysSo() throws {
    let diff = AccessDiff(from: try Self.side(Self.a), to: try Self.side(Self.b))
    #expect(diff.access.allSatisfy(\.undecided) && diff.widens)
    #expect(diff.access[0].sentence.hasSuffix("neither is known to contain the other"))
    #expect(AccessDiff(from: try Self.side(Self.a), to: try Self.side(.anything)).access.allSatisfy { !$0.undecided })
  }

  /// A write needs sight of its row, so narrower sight is a narrower write, and none is no write.
  @Test func whatIsSeenBoundsWhatIsWritten() throws {
    func side(_ select: AllowRule?) throws -> AccessSide {
      var policy = Freight.policy
      let write = AllowRule([.update, .delete], to: ["viewer"])
      policy.tables[1].rules = TableRules(allows: [select, write].compactMap(\.self))
      return try AccessDiffTests.side(policy)
    }
    let all = try side(AllowRule([.select], to: ["viewer"]))
    let some = AccessDiff(from: all, to: try side(AllowRule([.select], to: ["viewer"], where: Self.a)))
    #expect(some.access.allSatisfy { $0.effect == .narrowed })
    #expect(Set(some.access.map(\.command)) == [.select, .update, .delete])
    let none = AccessDiff(from: all, to: try side(nil))
    #expect(none.access.allSatisfy { $0.effect == .lost } && Set(none.access.map(\.command)).count == 3)
  }

  /// A requirement written into every rule, or taken apart, changes nothing for the rules.
  @Test func aRequirementIsPartOfEveryCondition() throws {
    func side(_ requires: [Predicate], _ condition: Predicate?) throws -> AccessSide {
      var policy = Freight.policy
      policy.tables[1].rules = TableRules(
        allows: [AllowRule([.select], to: ["viewer"], where: condition)], requires: requires.map { RequireRule($0) })
      return try AccessDiffTests.side(policy)
    }
    let apart = AccessDiff(from: try side([.and([Self.a, Self.x])], nil), to: try side([Self.x, Self.a], nil))
    #expect(apart.isEmpty)
    let moved = AccessDiff(from: try side([Self.a], nil), to: try side([], Self.a))
    #expect(moved.access.isEmpty)
    #expect(moved.clauses.map(\.kind) == [.require] && moved.widens, "it no longer binds a role that joins later")
  }
}
