import IntentOracle
import PolicyModel
import Testing

@Suite struct ReadingTests {
  typealias F = FreightWorld

  static let rows: [(String, Actor, String, [String])] = [
    (
      "a viewer sees its tenant's, but no embargoed one", F.actor("viewer"), "shipments",
      ["a:booked", "a:closed", "a:draft"]
    ),
    ("a clerk sees what a viewer sees", F.actor("clerk", of: "b"), "shipments", ["b:booked", "b:closed", "b:draft"]),
    (
      "a manager is exempt", F.actor("manager"), "shipments", ["a:booked", "a:closed", "a:draft", "a:embargoed"]
    ),
    (
      "the auditor sees every tenant's, and is not exempt", F.auditor, "shipments",
      ["a", "b", "c"].flatMap { t in ["booked", "closed", "draft"].map { "\(t):\($0)" } }
    ),
    (
      "a requirement of the parent does not reach the child", F.actor("viewer"), "shipment_events",
      ["a:e:booked", "a:e:embargoed"]
    ),
    ("two keys away", F.actor("viewer"), "event_photos", ["a:p"]),
    ("one's own notes", F.actor("viewer"), "notes", ["a:n:viewer"]),
    ("a role above has its own notes, not those below", F.actor("manager"), "notes", []),
    ("no rule lets the auditor read notes", F.auditor, "notes", []),
    ("one's own tenant", F.actor("viewer", of: "c"), "tenants", ["c"]),
    ("every tenant", F.auditor, "tenants", ["a", "b", "c"]),
    ("a suspended manager sees nothing", F.suspended, "shipments", []),
    ("nobody sees nothing", .nobody, "shipments", []),
  ]

  @Test(arguments: rows.indices)
  func whoSeesWhat(_ index: Int) throws {
    let (name, actor, table, expected) = Self.rows[index]
    #expect(try F().seen(table, by: actor) == expected, "\(name)")
  }

  @Test func sharedRowsAreForWhoeverIsSomebody() throws {
    let freight = try F()
    let country = freight.world.rows[F.name("countries"), default: []][0]
    #expect(freight.oracle.sees(F.actor("viewer"), country, freight.world))
    #expect(freight.oracle.sees(F.auditor, country, freight.world))
    #expect(!freight.oracle.sees(F.suspended, country, freight.world))
    #expect(!freight.oracle.sees(.nobody, country, freight.world))
  }

  @Test func theTenantIsFoundThroughParentsWhomNobodyNeedsToSee() throws {
    let freight = try F()
    let (oracle, world) = (freight.oracle, freight.world)
    #expect(oracle.tenant(of: freight.find("event_photos", "b:p"), in: world) == .uuid("b"))
    #expect(oracle.tenant(of: F.event("x", of: "c:embargoed"), in: world) == .uuid("c"))
    #expect(oracle.tenant(of: F.event("x", of: "missing"), in: world) == nil)
    #expect(oracle.tenant(of: F.shipment("x", of: nil, "draft"), in: world) == nil)
    #expect(oracle.tenant(of: F.shipment("x", of: "gone", "draft"), in: world) == nil)
  }

  @Test func nobodysRowAndAnUnknownConditionShowNothing() throws {
    let freight = try F()
    for row in [F.shipment("x", of: nil, "draft"), F.shipment("x", of: "gone", "draft"), F.shipment("x", of: "a", nil)]
    {
      #expect(!freight.oracle.sees(F.actor("viewer"), row, freight.world))
      #expect(!freight.oracle.sees(F.auditor, row, freight.world))
    }
    #expect(freight.oracle.sees(F.actor("manager"), F.shipment("x", of: "a", nil), freight.world))
  }

  static let columns: [(Actor, String, String, Readability)] = [
    (F.actor("viewer"), "shipments", "margin", .hidden),
    (F.actor("clerk"), "shipments", "margin", .hidden),
    (F.actor("manager"), "shipments", "margin", .full),
    (F.auditor, "shipments", "margin", .hidden),
    (F.actor("viewer"), "shipments", "contact_email", .masked(.keepLast(4))),
    (F.actor("clerk"), "shipments", "contact_email", .full),
    (F.auditor, "shipments", "contact_email", .masked(.keepLast(4))),
    (F.actor("viewer"), "shipments", "status", .full),
    (F.auditor, "notes", "body", .refused),
    (F.actor("viewer"), "shipments", "nonsense", .refused),
    (.nobody, "shipments", "status", .refused),
  ]

  @Test(arguments: columns.indices)
  func whatAColumnShows(_ index: Int) throws {
    let (actor, table, column, expected) = Self.columns[index]
    let oracle = try F().oracle
    #expect(oracle.readable(actor, F.name(table), column) == expected)
    #expect(oracle.select(actor, F.name(table), [column]) == (expected == .full ? .done : .refused(.privilege)))
  }

  @Test func theViewShowsStarsAndNull() throws {
    let freight = try F()
    let rows = freight.oracle.view(F.actor("viewer"), F.name("shipments"), freight.world)
    #expect(rows.count == 3)
    #expect(rows.allSatisfy { $0["margin"] == .null && $0["contact_email"] == .text("************mple") })
    #expect(rows.allSatisfy { $0["tenant_id"] == .uuid("a") })
  }

  @Test(
    arguments: [
      (.text("ann@acme.example"), 4, .text("************mple")), (.text("abcde"), 4, .text("*de")),
      (.text("ab"), 4, .text("b")), (.text("a"), 4, .text("")), (.text(""), 4, .text("")), (.null, 4, .null),
      (.text("abcdef"), 0, .text("******")), (.text("e\u{301}xyz"), 2, .text("***yz")),
      (.integer(123456), 2, .text("****56")),
    ] as [(Value, Int, Value)])
  func aMaskNeverShowsMoreThanHalf(_ value: Value, _ count: Int, _ shown: Value) {
    #expect(Mask.keepLast(count).applied(to: value) == shown)
  }

  /// Rules for the same rows are one with all their columns; who is excepted by one role and reads by another is not.
  @Test func columnsOfTheSameRowsAddUp() throws {
    var policy = F.policyOfTwoReaders
    let table = try #require(policy.tables.firstIndex { $0.patterns == ["app.shipments"] })
    policy.tables[table].rules.allows = [
      AllowRule([.select], to: ["list"], columns: ["id", "status"]),
      AllowRule([.select], to: ["open"], columns: ["id", "reference"]),
    ]
    policy.tables[table].rules.hides = [HideRule(["reference"], except: ["list"])]
    let freight = try F(policy)
    let both = Actor(principal: .uuid("p"), tenant: .uuid("a"), roles: ["list", "open"])
    #expect(freight.oracle.readable(both, F.name("shipments"), "reference") == .hidden)
    policy.tables[table].rules.hides = []
    let open = try F(policy)
    let row = open.find("shipments", "a:closed")
    #expect(open.oracle.sees(both, row, open.world, reading: ["status", "reference"]))
  }

  /// Columns of one rule and rows of another do not add up.
  @Test func oneRuleHasToAllowItAll() throws {
    var policy = F.policyOfTwoReaders
    let freight = try F(policy)
    let both = Actor(principal: .uuid("p"), tenant: .uuid("a"), roles: ["list", "open"])
    let closed = freight.find("shipments", "a:closed")
    #expect(freight.oracle.select(both, F.name("shipments"), ["reference"]) == .done)
    #expect(freight.oracle.sees(both, closed, freight.world, reading: ["status"]))
    #expect(!freight.oracle.sees(both, closed, freight.world, reading: ["reference"]))
    let shown = freight.oracle.view(both, F.name("shipments"), freight.world).first { $0["id"] == .uuid("a:closed") }
    #expect(shown?["reference"] == .null && shown?["status"] == .text("closed"))
    policy.tables = []
    #expect(try F(policy).seen("shipments", by: both).isEmpty)
  }
}
