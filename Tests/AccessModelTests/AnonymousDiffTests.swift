import AccessModel
import Fuzzing
import IntentOracle
import PolicyModel
import SchemaModel
import TestSupport
import Testing

/// Who has a role is access, though no cell of the role changes by it.
@Suite struct AnonymousDiffTests {
  static func diff(_ change: (inout Policy) -> Void, back: Bool = false) throws -> AccessDiff {
    let example = try #require(Example.all.first { $0.name == "visitors" })
    var policy = example.policy
    change(&policy)
    let schema = try example.snapshot
    let sides = (try AccessSide(example.policy, in: schema), try AccessSide(policy, in: schema))
    return back ? AccessDiff(from: sides.1, to: sides.0) : AccessDiff(from: sides.0, to: sides.1)
  }

  @Test func aRoleThatNeedsNoPersonAnyMoreIsWider() throws {
    let persons: (inout Policy) -> Void = { $0.roles[0].anonymous = false }
    let opened = try Self.diff(persons, back: true)
    #expect(
      opened.clauses.map { "\($0.effect.rawValue): \($0.sentence)" } == [
        "widened: role visitor is held without a person, was held by persons"
      ])
    #expect(opened.widens)
    let closed = try Self.diff(persons)
    #expect(closed.clauses.map(\.sentence) == ["role visitor is held by persons, was held without one"])
    #expect(closed.widens, "who they are, only data tells")
  }

  /// What needs a person is no access: to give it gains nobody anything.
  @Test func aRuleAboutThePersonGivesNothing() throws {
    let mine = try Self.diff { policy in
      policy.roles.append(RoleClause("kiosk", anonymous: true))
      policy.tables[0].rules.allows.append(
        AllowRule([.select], to: ["kiosk"], where: .compare(.column("made_by"), .equal, .me)))
      policy.tables[2].rules.allows.append(AllowRule([.select], to: ["kiosk"]))
    }
    #expect(mine.access.isEmpty, "\(mine.access.map(\.sentence))")
    let shown = try Self.diff { policy in
      policy.roles.append(RoleClause("kiosk", inherits: ["visitor"], anonymous: true))
    }
    #expect(Set(shown.access.map(\.role)) == ["kiosk"] && shown.widens)
    #expect(!shown.access.contains { $0.table == QualifiedName("gallery", "sketches") })
  }

  static func condition(_ depth: Int, _ random: inout SeededGenerator) -> Predicate {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 4), using: &random) {
    case 0: return .compare(.column("made_by"), .equal, .me)
    case 1: return .compare(.me, .notEqual, .column("made_by"))
    case 2: return .compare(.column("on_show"), .equal, .literal(.bool(Bool.random(using: &random))))
    case 3: return .isNull(.column("made_by"))
    case 4, 5: return .and([condition(depth - 1, &random), condition(depth - 1, &random)])
    case 6: return .or([condition(depth - 1, &random), condition(depth - 1, &random)])
    default: return .not(condition(depth - 1, &random))
    }
  }

  /// Where no cell says that a visitor reads, the oracle, which knows no cells, shows none of the rows.
  @Test(arguments: [UInt64.random(in: 0...UInt64.max), 7, 8])
  func whatIsNoAccessShowsNothing(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let example = try #require(Example.all.first { $0.name == "visitors" })
    let (schema, exhibitions) = (try example.snapshot, QualifiedName("gallery", "exhibitions"))
    let rows = [Value.uuid("ann"), .null].flatMap { author in
      [true, false].map { shown in
        Row(exhibitions, ["museum_id": .uuid("t"), "on_show": .bool(shown), "made_by": author])
      }
    }
    let world = World([Row(QualifiedName("gallery", "museums"), ["id": .uuid("t")])], now: Moment(microseconds: 0))
    let visitor = Actor(principal: nil, tenant: .uuid("t"), roles: ["visitor"], shared: true)
    var refused = 0
    for _ in 0..<100 {
      let condition = Self.condition(3, &random)
      var policy = example.policy
      policy.tables[0].rules.allows = [AllowRule([.select], to: ["visitor"], where: condition)]
      let resolved = try ResolvedPolicy(policy, in: schema)
      let oracle = Oracle(resolved)
      let isAccess = EffectiveAccess(resolved).cells.keys.contains {
        $0.role == "visitor" && $0.table == exhibitions && $0.command == .select
      }
      if isAccess { continue }
      refused += 1
      #expect(!rows.contains { oracle.sees(visitor, $0, world) }, "seed \(seed): \(condition)")
    }
    #expect(refused > 0)
  }
}
