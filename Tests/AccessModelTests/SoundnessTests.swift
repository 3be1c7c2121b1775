import AccessModel
import Bailiwick
import ExamplePolicies
import Fuzzing
import IntentOracle
import SchemaModel
import Testing

/// What is told of two conditions holds for every row, by the oracle, which compares no conditions.
@Suite struct SoundnessTests {
  static let texts: [String?] = ["a", "b", "c", nil]
  static let shipments = QualifiedName("app", "shipments")

  static func condition(_ depth: Int, _ random: inout SeededGenerator) -> Predicate {
    let name = ["status", "reference"].randomElement(using: &random) ?? ""
    let constant = Literal.text(["a", "b", "c"].randomElement(using: &random) ?? "")
    switch Int.random(in: 0..<(depth > 0 ? 9 : 5), using: &random) {
    case 0: return .compare(.column(name), .equal, .literal(constant))
    case 1: return .compare(.column(name), .notEqual, .literal(constant))
    case 2: return .isIn(.column(name), [constant, .text("a")])
    case 3: return .isNull(.column(name))
    case 4: return .compare(.column("status"), .equal, .column("reference"))
    case 5, 6: return .and([condition(depth - 1, &random), condition(depth - 1, &random)])
    case 7: return .or([condition(depth - 1, &random), condition(depth - 1, &random)])
    default: return .not(condition(depth - 1, &random))
    }
  }

  static func policy(_ random: inout SeededGenerator) -> Policy {
    var policy = Freight.policy
    let rules = (0...Int.random(in: 0...1, using: &random)).map { _ in
      AllowRule([.select], to: ["viewer"], where: condition(2, &random))
    }
    policy.tables[1].rules = TableRules(
      allows: rules, requires: Bool.random(using: &random) ? [RequireRule(condition(1, &random))] : [])
    return policy
  }

  /// The rows that a viewer sees, by their number.
  static func seen(_ side: AccessSide) -> Set<Int> {
    let tenant = Row(QualifiedName("app", "tenants"), ["id": .uuid("t")])
    let world = World([tenant], now: Moment(microseconds: 0))
    let viewer = Actor(principal: .uuid("p"), tenant: .uuid("t"), roles: ["viewer"])
    let oracle = Oracle(side.policy)
    let rows = texts.flatMap { status in
      texts.map { reference in
        Row(
          shipments,
          [
            "tenant_id": .uuid("t"), "status": status.map { .text($0) } ?? .null,
            "reference": reference.map { .text($0) } ?? .null,
          ])
      }
    }
    return Set(rows.indices.filter { oracle.sees(viewer, rows[$0], world) })
  }

  @Test(arguments: [UInt64.random(in: 0...UInt64.max), 5, 6])
  func whatIsToldOfTwoConditionsHoldsForEveryRow(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var decided = 0
    for _ in 0..<150 {
      let old = Self.policy(&random)
      // Half of the time a close relative, so that there is something to tell.
      var new = Bool.random(using: &random) ? Self.policy(&random) : old
      if Bool.random(using: &random), let condition = new.tables[1].rules.allows[0].condition {
        let other = Self.condition(1, &random)
        new.tables[1].rules.allows[0].condition =
          Bool.random(using: &random) ? .and([other, condition]) : .or([other, condition])
      }
      let (before, after) = (try AccessDiffTests.side(old), try AccessDiffTests.side(new))
      let (saw, sees) = (Self.seen(before), Self.seen(after))
      let diff = AccessDiff(from: before, to: after)
      let change = diff.access.first { $0.role == "viewer" && $0.table == Self.shipments && $0.command == .select }
      let holds =
        switch change?.effect {
        case nil: saw == sees
        case .narrowed?: sees.isSubset(of: saw)
        case .widened?: change?.undecided == true || saw.isSubset(of: sees)
        case .gained?: saw.isEmpty
        case .lost?: sees.isEmpty
        case .unknown?: false
        }
      #expect(holds, "seed \(seed): \(change?.sentence ?? "same"): \(old.tables[1].rules) to \(new.tables[1].rules)")
      if change?.undecided != true { decided += 1 }
    }
    #expect(decided > 50, "seed \(seed): too little is decided for this to show anything")
  }
}
