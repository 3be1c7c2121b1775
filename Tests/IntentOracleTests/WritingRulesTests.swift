import ExamplePolicies
import IntentOracle
import PolicyModel
import Testing

/// What writing means beside the cases of one rule.
@Suite struct WritingRulesTests {
  typealias F = FreightWorld

  @Test func readingWhileWritingNeedsTheRightToRead() throws {
    let freight = try F()
    let draft = freight.find("shipments", "a:draft")
    let change: [String: Value] = ["reference": .text("x")]
    #expect(freight.oracle.update(F.actor("clerk"), draft, change, freight.world, reading: ["id"]) == .done)
    #expect(
      freight.oracle.update(F.actor("clerk"), draft, change, freight.world, reading: ["margin"])
        == .refused(.privilege))
  }

  /// The wide condition of one rule does not serve the wide columns of another.
  @Test func oneRuleHasToAllowTheWholeUpdate() throws {
    let freight = try F(F.policyOfTwoReaders)
    let both = Actor(principal: .uuid("p"), tenant: .uuid("a"), roles: ["list", "open"])
    let draft = freight.find("shipments", "a:draft")
    let closed = freight.find("shipments", "a:closed")
    let change: [String: Value] = ["reference": .text("x")]
    #expect(freight.oracle.update(both, draft, change, freight.world) == .done)
    #expect(freight.oracle.update(both, closed, change, freight.world) == .filtered)
    #expect(freight.oracle.update(both, closed, ["weight_kg": .integer(3)], freight.world) == .done)
  }

  /// A rule may list what stays as it is by default; keys, tenants and persons still bind.
  @Test func aListedKeyMayBeWrittenWithinBounds() throws {
    var policy = Freight.policy
    policy.tables[1].rules.allows[2].columns = ["id", "tenant_id"]
    policy.tables[3].rules.allows.append(AllowRule([.update], to: ["viewer"], columns: ["author_id"]))
    let freight = try F(policy)
    let (oracle, world) = (freight.oracle, freight.world)
    let booked = freight.find("shipments", "a:booked")
    #expect(oracle.update(F.actor("clerk"), freight.find("shipments", "a:draft"), ["id": .uuid("z")], world) == .done)
    #expect(
      oracle.update(F.actor("clerk"), booked, ["id": .uuid("z")], world) == .violated("shipment_events_shipment_fk"))
    // The tenant is never set, also not to what it is.
    for tenant in ["a", "b"] {
      #expect(oracle.update(F.actor("clerk"), booked, ["tenant_id": .uuid(tenant)], world) == .refused(.privilege))
    }
    let note = freight.find("notes", "a:n:viewer")
    #expect(oracle.update(F.actor("viewer"), note, ["author_id": .uuid("a:clerk")], world) == .refused(.check))
  }

  /// Moving a child to a parent of another tenant is found by the key, since the child's own tenant stays.
  @Test func aChildStaysWithItsTenant() throws {
    var policy = Freight.policy
    policy.tables[2].rules.allows.append(AllowRule([.update], to: ["clerk"], columns: ["shipment_id"]))
    policy.tables[2].patterns = ["app.shipment_events"]
    let freight = try F(policy)
    let event = freight.find("shipment_events", "a:e:booked")
    for (parent, outcome) in [
      ("a:embargoed", Outcome.done), ("b:draft", .violated("shipment_events_shipment_fk")),
    ] {
      #expect(
        freight.oracle.update(F.actor("clerk"), event, ["shipment_id": .uuid(parent)], freight.world) == outcome)
    }
  }

  /// A role that reaches all lends its reach to no other role.
  @Test func reachBelongsToTheRole() throws {
    let freight = try F()
    let mixed = Actor(principal: .uuid("a:clerk"), tenant: .uuid("a"), roles: ["clerk", "auditor"])
    let theirs = freight.find("shipments", "b:draft")
    #expect(freight.oracle.sees(mixed, theirs, freight.world))
    #expect(freight.oracle.update(mixed, theirs, ["reference": .text("x")], freight.world) == .filtered)
  }
}
