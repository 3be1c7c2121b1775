import Fuzzing
import IntentOracle
import PolicyModel
import Testing

/// Random rows and predicates; a failure names the seed that repeats it.
@Suite struct PropertyTests {
  typealias F = FreightWorld

  static let statuses: [String?] = ["draft", "booked", "closed", "embargoed", nil]
  static let tenants: [String?] = ["a", "b", "c", "gone", nil]

  static func predicate(_ depth: Int, _ random: inout SeededGenerator) -> Predicate {
    let constant = Literal.text((statuses.randomElement(using: &random) ?? nil) ?? "none")
    switch Int.random(in: 0..<(depth > 0 ? 7 : 4), using: &random) {
    case 0: return .compare(.column("status"), Bool.random(using: &random) ? .equal : .notEqual, .literal(constant))
    case 1: return .isIn(.column("status"), [constant, .text("closed")])
    case 2: return .isNull(.column("status"))
    case 3: return .compare(.column("tenant_id"), .equal, .tenant)
    case 4: return .and([predicate(depth - 1, &random), predicate(depth - 1, &random)])
    case 5: return .or([predicate(depth - 1, &random), predicate(depth - 1, &random)])
    default: return .not(predicate(depth - 1, &random))
    }
  }

  static func policy(where condition: Predicate, require: Predicate) -> Policy {
    var policy = F.policyOfTwoReaders
    policy.roles.append(RoleClause("all", reach: .allTenants))
    policy.tables[0].rules.allows = [
      AllowRule([.select, .insert, .update, .delete], to: ["list", "all"], where: condition)
    ]
    policy.tables[0].rules.requires = [RequireRule(require, except: ["open"])]
    return policy
  }

  @Test(arguments: [UInt64.random(in: 0...UInt64.max), 1, 2])
  func whatIsSeenIsOnesOwn(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<40 {
      let condition = Self.predicate(3, &random)
      let policy = Self.policy(where: condition, require: Self.predicate(1, &random))
      let freight = try F(policy)
      let (oracle, world) = (freight.oracle, freight.world)
      for tenant in Self.tenants {
        for status in Self.statuses {
          let row = F.shipment("x", of: tenant, status)
          let own = F.actor("list")
          let all = Actor(principal: .uuid("p"), tenant: nil, roles: ["all"])
          let owner = oracle.tenant(of: row, in: world)
          if oracle.sees(own, row, world) { #expect(owner == .uuid("a"), "seed \(seed): \(condition)") }
          if oracle.sees(all, row, world) { #expect(owner != nil, "seed \(seed): \(condition)") }
          for actor in [own, all] where !oracle.sees(actor, row, world) {
            #expect(oracle.update(actor, row, ["weight_kg": .integer(1)], world) == .filtered, "seed \(seed)")
            #expect(oracle.delete(actor, row, world) == .filtered, "seed \(seed)")
          }
        }
      }
    }
  }

  /// A condition and its opposite never both show a row; together they show it unless NULL took part.
  @Test(arguments: [UInt64.random(in: 0...UInt64.max), 3, 4])
  func aConditionAndItsOppositeShareNoRow(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<60 {
      let condition = Self.predicate(3, &random)
      let first = try F(Self.policy(where: condition, require: .anything))
      let second = try F(Self.policy(where: .not(condition), require: .anything))
      for status in Self.statuses {
        let row = F.shipment("x", of: "a", status)
        let shown = [first, second].count { $0.oracle.sees(F.actor("list"), row, $0.world) }
        #expect(shown <= 1 && (status == nil || shown == 1), "seed \(seed): \(condition)")
      }
    }
  }
}
