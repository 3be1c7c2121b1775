import ExamplePolicies
import IntentOracle
import PolicyModel
import SchemaModel
import Testing

/// What differs on CockroachDB, where no privilege names a column.
@Suite struct WholeTablesTests {
  typealias F = FreightWorld

  static func freight(_ policy: Policy = Freight.policy) throws -> F { try F(policy, engine: .cockroachdb) }

  @Test func aTableWithHiddenColumnsIsReadByItsViewAlone() throws {
    let freight = try Self.freight()
    for actor in [F.actor("viewer"), F.actor("manager"), F.auditor] {
      #expect(freight.oracle.select(actor, F.name("shipments"), ["status"]) == .refused(.privilege))
      #expect(freight.oracle.select(actor, F.name("shipments"), []) == .refused(.privilege))
    }
    #expect(freight.oracle.view(F.actor("viewer"), F.name("shipments"), freight.world).count == 3)
    #expect(freight.oracle.select(F.actor("viewer"), F.name("notes"), ["body"]) == .done)
  }

  static let clerk = Path.routine(of: ["clerk"])

  static let updates: [(String, Actor, String, String, [String: Value], Path, Outcome)] = [
    ("the table", F.actor("clerk"), "shipments", "a:draft", ["status": .text("x")], .table, .refused(.privilege)),
    ("the routine", F.actor("clerk"), "shipments", "a:draft", ["status": .text("booked")], clerk, .done),
    ("a viewer", F.actor("viewer"), "shipments", "a:draft", ["status": .text("x")], clerk, .refused(.privilege)),
    ("not allowed before", F.actor("clerk"), "shipments", "a:closed", ["status": .text("draft")], clerk, .filtered),
    ("not seen after", F.actor("clerk"), "shipments", "a:draft", ["status": .text("embargoed")], clerk, .filtered),
    ("another tenant's", F.actor("clerk"), "shipments", "b:draft", ["status": .text("x")], clerk, .filtered),
    ("a hidden column", F.actor("clerk"), "shipments", "a:draft", ["margin": .null], clerk, .refused(.privilege)),
    ("by who sees it", F.actor("manager"), "shipments", "a:draft", ["margin": .null], clerk, .done),
    ("one's note", F.actor("viewer"), "notes", "a:n:viewer", ["body": .text("x")], .table, .done),
    ("its key", F.actor("viewer"), "notes", "a:n:viewer", ["id": .uuid("z")], .table, .done),
    ("its person", F.actor("viewer"), "notes", "a:n:viewer", ["author_id": .uuid("x")], .table, .refused(.check)),
    ("its tenant", F.actor("viewer"), "notes", "a:n:viewer", ["tenant_id": .uuid("b")], .table, .refused(.check)),
    ("no such routine", F.actor("viewer"), "notes", "a:n:viewer", ["body": .null], clerk, .refused(.privilege)),
  ]

  @Test(arguments: updates.indices)
  func whatBecomesOfAnUpdate(_ index: Int) throws {
    let (name, actor, table, id, changes, path, expected) = Self.updates[index]
    let freight = try Self.freight()
    let outcome = freight.oracle.update(actor, freight.find(table, id), changes, freight.world, by: path)
    #expect(outcome == expected, "\(name)")
  }

  @Test func rowsOfItAreDeletedByARoutine() throws {
    let freight = try Self.freight()
    let (oracle, draft) = (freight.oracle, freight.find("shipments", "a:draft"))
    let manager = Path.routine(of: ["manager"])
    #expect(oracle.delete(F.actor("manager"), draft, freight.world) == .refused(.privilege))
    #expect(oracle.delete(F.actor("manager"), draft, freight.world, by: manager) == .done)
    #expect(oracle.delete(F.actor("clerk"), draft, freight.world, by: manager) == .refused(.privilege))
    let theirs = freight.find("shipments", "b:draft")
    #expect(oracle.delete(F.actor("manager"), theirs, freight.world, by: manager) == .filtered)
  }

  @Test func aHiddenColumnOfANewRowKeepsItsDefault() throws {
    let freight = try Self.freight()
    func insert(_ role: String, _ margin: Value) -> Outcome {
      var row = F.shipment("n", of: "a", "draft")
      row["margin"] = margin
      return freight.oracle.insert(
        F.actor(role), row, writing: ["id", "reference", "country_code", "margin"], freight.world)
    }
    #expect(insert("clerk", .integer(1)) == .refused(.check))
    #expect(insert("clerk", .null) == .done)
    #expect(insert("manager", .integer(1)) == .done)
    #expect(insert("viewer", .null) == .refused(.privilege))
  }

  /// A column that no rule opens may be sent as it would be anyway, also where the default is a text or a number.
  @Test(arguments: [("status", Value.text("draft"), true), ("status", .text("booked"), false), ("margin", .null, true)])
  func anUnlistedColumnKeepsItsDefault(_ column: String, _ value: Value, _ fits: Bool) throws {
    var policy = Freight.policy
    policy.tables[1].rules.allows[1].columns = ["id", "reference", "country_code"]
    policy.tables[1].rules.allows[1].resulting = .anything
    let freight = try Self.freight(policy)
    var row = F.shipment("n", of: "a", "draft")
    row["margin"] = .null
    row[column] = value
    let outcome = freight.oracle.insert(
      F.actor("clerk"), row, writing: ["id", "reference", "country_code", column], freight.world)
    #expect(outcome == (fits ? .done : .refused(.check)))
  }

  /// The column that carries a child's tenant is an ordinary one, which the checks hold.
  @Test func theTenantOfAChildMayBeSent() throws {
    let freight = try Self.freight()
    func insert(_ tenant: String, _ shipment: String) -> Outcome {
      var event = F.event("n", of: shipment)
      event["tenant_id"] = .uuid(tenant)
      return freight.oracle.insert(
        F.actor("clerk"), event, writing: ["id", "shipment_id", "tenant_id"], freight.world)
    }
    #expect(insert("a", "a:draft") == .done)
    #expect(insert("b", "b:draft") == .refused(.check))
    #expect(insert("a", "b:draft") == .violated("shipment_events_shipment_fk"))
  }
}
