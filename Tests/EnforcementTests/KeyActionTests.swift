import ExamplePolicies
import PolicyModel
import SQLSyntax
import SchemaModel
import TestSupport
import Testing

@testable import Enforcement

/// The key that carries the tenant lets a child follow its parent only where no rule can set it off.
@Suite struct KeyActionTests {
  private static let child = QualifiedName("app", "shipment_events")

  /// What the generated key of the events does when a shipment's key changes.
  private func action(_ change: (inout Policy, inout SchemaSnapshot) -> Void) throws -> KeyAction? {
    var policy = Freight.policy
    var snapshot = try Example.freight.snapshot
    change(&policy, &snapshot)
    let plan = try Plan(ResolvedPolicy(policy, in: snapshot), snapshot: snapshot)
    for case .alterTable(Self.child, .add(.foreignKey(let key))) in plan.objects.flatMap(\.create).map(\.statement) {
      return key.onUpdate
    }
    return nil
  }

  @Test func aChildFollowsWhereOnlyTheOwnerMoves() throws {
    #expect(try action { _, _ in } == .cascade)
    // Freight's rule lists no columns, which leaves the primary key out; this one lists another.
    #expect(try action { policy, _ in policy.tables[1].rules.allows[2].columns = ["reference"] } == .cascade)
  }

  @Test func aRuleThatListsTheKeyLeavesTheActionAsItWas() throws {
    let change: (inout Policy) -> Void = {
      $0.tables[1].rules.allows[2].columns = ["id"]
    }
    #expect(try action { policy, _ in change(&policy) } == .noAction)
    // What the application itself declared stays, and `check` holds claims against it.
    #expect(
      try action { policy, snapshot in
        change(&policy)
        for table in snapshot.tables.indices where snapshot.tables[table].name == Self.child {
          for key in snapshot.tables[table].foreignKeys.indices {
            snapshot.tables[table].foreignKeys[key].onUpdate = .cascade
          }
        }
      } == .cascade)
  }

  /// The shipments' key is changed by a key's own action, not by a rule.
  @Test func aKeysActionCountsAsWell() throws {
    func chained(_ onUpdate: KeyAction) throws -> KeyAction? {
      try action { policy, snapshot in
        for table in snapshot.tables.indices where snapshot.tables[table].name == QualifiedName("app", "shipments") {
          snapshot.tables[table].foreignKeys.append(
            ForeignKey("chained", ["id"], QualifiedName("app", "countries"), ["code"], onUpdate: onUpdate))
        }
        policy.tables[0].rules.allows.append(AllowRule([.update], to: ["auditor"], columns: ["code"]))
      }
    }
    #expect(try chained(.cascade) == .noAction)
    #expect(try chained(.noAction) == .cascade)
  }
}
