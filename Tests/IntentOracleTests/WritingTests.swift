import IntentOracle
import PolicyModel
import Testing

@Suite struct WritingTests {
  typealias F = FreightWorld

  static let usual = ["id", "reference", "status", "country_code", "contact_email"]

  static let inserts: [(String, Actor, Row, [String], Outcome)] = [
    ("a clerk's draft", F.actor("clerk"), F.shipment("n", of: nil, "draft"), usual, .done),
    (
      "another tenant's draft, tenant sent", F.actor("clerk"), F.shipment("n", of: "b", "draft"), usual + ["tenant_id"],
      .refused(.check)
    ),
    ("one's own tenant sent", F.actor("clerk"), F.shipment("n", of: "a", "draft"), usual + ["tenant_id"], .done),
    (
      "NULL sent as the tenant", F.actor("clerk"), F.shipment("n", of: nil, "draft"), usual + ["tenant_id"],
      .refused(.check)
    ),
    ("a closed one", F.actor("clerk"), F.shipment("n", of: nil, "closed"), usual, .refused(.check)),
    ("a status of NULL", F.actor("manager"), F.shipment("n", of: nil, nil), usual, .refused(.check)),
    (
      "the hidden column", F.actor("clerk"), F.shipment("n", of: nil, "draft"), usual + ["margin"], .refused(.privilege)
    ),
    (
      "the hidden column by who sees it", F.actor("manager"), F.shipment("n", of: nil, "draft"), usual + ["margin"],
      .done
    ),
    ("a viewer", F.actor("viewer"), F.shipment("n", of: nil, "draft"), usual, .refused(.privilege)),
    ("the auditor", F.auditor, F.shipment("n", of: nil, "draft"), usual, .refused(.privilege)),
    ("a suspended manager", F.suspended, F.shipment("n", of: "a", "draft"), usual, .refused(.check)),
    ("nobody", .nobody, F.shipment("n", of: "a", "draft"), usual, .refused(.privilege)),
    (
      "an id in use, of another tenant", F.actor("clerk"), F.shipment("b:draft", of: nil, "draft"), usual,
      .violated("shipments_pkey")
    ),
    ("an event of one's own", F.actor("clerk"), F.event("n", of: "a:draft"), ["id", "shipment_id", "kind"], .done),
    (
      "an event of what one does not see", F.actor("clerk"), F.event("n", of: "a:embargoed"), ["id", "shipment_id"],
      .done
    ),
    (
      "an event of another tenant's", F.actor("clerk"), F.event("n", of: "b:draft"), ["id", "shipment_id"],
      .violated("shipment_events_shipment_fk")
    ),
    (
      "an event of nothing", F.actor("clerk"), F.event("n", of: "gone"), ["id", "shipment_id"],
      .violated("shipment_events_shipment_fk")
    ),
    (
      "a generated tenant sent", F.actor("clerk"), F.event("n", of: "a:draft"), ["id", "tenant_id"],
      .refused(.privilege)
    ),
    (
      "a photo of another tenant's", F.actor("clerk"), F.photo("n", of: "c:e:booked"), ["id", "event_id"],
      .violated("event_photos_event_fk")
    ),
    ("a note of one's own", F.actor("viewer"), F.note("n", of: "a", by: "x"), ["id", "body"], .done),
    (
      "a note of somebody else", F.actor("viewer"), F.note("n", of: "a", by: "a:clerk"), ["id", "author_id"],
      .refused(.check)
    ),
    ("a tenant", F.actor("manager"), F.row("tenants", ["id": .uuid("d")]), ["id"], .refused(.privilege)),
  ]

  @Test(arguments: inserts.indices)
  func whatBecomesOfAnInsert(_ index: Int) throws {
    let (name, actor, row, columns, expected) = Self.inserts[index]
    let freight = try F()
    #expect(freight.oracle.insert(actor, row, writing: columns, freight.world) == expected, "\(name)")
  }

  static let updates: [(String, Actor, String, String, [String: Value], Outcome)] = [
    ("a clerk books a draft", F.actor("clerk"), "shipments", "a:draft", ["status": .text("booked")], .done),
    ("a clerk closes", F.actor("clerk"), "shipments", "a:booked", ["status": .text("closed")], .done),
    ("a clerk reopens", F.actor("clerk"), "shipments", "a:closed", ["status": .text("draft")], .filtered),
    ("a clerk embargoes", F.actor("clerk"), "shipments", "a:booked", ["status": .text("embargoed")], .refused(.check)),
    ("a clerk lifts an embargo", F.actor("clerk"), "shipments", "a:embargoed", ["status": .text("draft")], .filtered),
    ("a manager embargoes", F.actor("manager"), "shipments", "a:booked", ["status": .text("embargoed")], .done),
    ("a status of NULL afterwards", F.actor("clerk"), "shipments", "a:draft", ["status": .null], .refused(.check)),
    ("another tenant's", F.actor("clerk"), "shipments", "b:draft", ["reference": .text("x")], .filtered),
    ("the tenant", F.actor("clerk"), "shipments", "a:draft", ["tenant_id": .uuid("b")], .refused(.privilege)),
    ("the hidden column", F.actor("clerk"), "shipments", "a:draft", ["margin": .integer(1)], .refused(.privilege)),
    ("the hidden column by who sees it", F.actor("manager"), "shipments", "a:draft", ["margin": .integer(1)], .done),
    ("a viewer", F.actor("viewer"), "shipments", "a:draft", ["status": .text("x")], .refused(.privilege)),
    ("a suspended manager", F.suspended, "shipments", "a:draft", ["reference": .text("x")], .filtered),
    (
      "a reference in use", F.actor("clerk"), "shipments", "a:draft", ["reference": .text("a:booked")],
      .violated("shipments_reference_key")
    ),
    ("a reference in use elsewhere", F.actor("clerk"), "shipments", "a:draft", ["reference": .text("b:draft")], .done),
    (
      "a missing country", F.actor("clerk"), "shipments", "a:draft", ["country_code": .text("XX")],
      .violated("shipments_country_fk")
    ),
    (
      "the id, which no rule lists", F.actor("clerk"), "shipments", "a:booked", ["id": .uuid("z")],
      .refused(.privilege)
    ),
    (
      "events have no rule", F.actor("manager"), "shipment_events", "a:e:booked", ["kind": .text("x")],
      .refused(.privilege)
    ),
    ("one's note", F.actor("viewer"), "notes", "a:n:viewer", ["body": .text("x")], .done),
    ("another's note", F.actor("viewer"), "notes", "a:n:clerk", ["body": .text("x")], .filtered),
    (
      "a note given away", F.actor("viewer"), "notes", "a:n:viewer", ["author_id": .uuid("a:clerk")],
      .refused(.privilege)
    ),
  ]

  @Test(arguments: updates.indices)
  func whatBecomesOfAnUpdate(_ index: Int) throws {
    let (name, actor, table, id, changes, expected) = Self.updates[index]
    let freight = try F()
    #expect(freight.oracle.update(actor, freight.find(table, id), changes, freight.world) == expected, "\(name)")
  }

  static let deletes: [(String, Actor, String, String, Outcome)] = [
    ("a manager", F.actor("manager"), "shipments", "a:draft", .done),
    (
      "a manager, embargoed and with an event", F.actor("manager"), "shipments", "a:embargoed",
      .violated("shipment_events_shipment_fk")
    ),
    ("another tenant's", F.actor("manager"), "shipments", "b:draft", .filtered),
    ("a clerk", F.actor("clerk"), "shipments", "a:draft", .refused(.privilege)),
    ("a suspended manager", F.suspended, "shipments", "a:draft", .filtered),
    ("an event", F.actor("manager"), "shipment_events", "a:e:booked", .refused(.privilege)),
    ("one's note", F.actor("viewer"), "notes", "a:n:viewer", .done),
    ("a note of another tenant", F.actor("viewer"), "notes", "b:n:viewer", .filtered),
  ]

  @Test(arguments: deletes.indices)
  func whatBecomesOfADelete(_ index: Int) throws {
    let (name, actor, table, id, expected) = Self.deletes[index]
    let freight = try F()
    #expect(freight.oracle.delete(actor, freight.find(table, id), freight.world) == expected, "\(name)")
  }
}
