import Bailiwick
import CanonicalJSON
import Diagnostics
import ExamplePolicies
import Testing

@Suite struct BailiwickTests {
  @Test func freightSaysWhatAReviewerWouldSay() throws {
    let policy = Freight.policy
    #expect(policy.tenants.table == "app.tenants")
    #expect(policy.tenants.rules.allows.map(\.roles) == [["viewer", "auditor"]])
    #expect(policy.roles.map(\.name) == ["viewer", "clerk", "manager", "auditor"])
    #expect(policy.roles.map(\.inherits) == [[], ["viewer"], ["clerk"], []])
    #expect(policy.roles.map(\.reach) == [.ownTenant, .ownTenant, .ownTenant, .allTenants])
    #expect(policy.schemas[0].ownerships.map(\.ownership) == [.column("tenant_id"), .inferred, .shared])
    let shipments = try #require(policy.tables.first { $0.patterns == ["app.shipments"] }).rules
    #expect(shipments.allows.map(\.commands) == [[.select], [.insert], [.update], [.delete]])
    #expect(shipments.allows[2].condition?.description == "status <> 'closed'")
    #expect(shipments.allows[2].resulting == .anything)
    #expect(shipments.hides == [HideRule(["margin"], except: ["manager"])])
    #expect(shipments.masks == [MaskRule("contact_email", with: .keepLast(4), except: ["clerk"])])
    #expect(policy.claims == [NeverClause([.delete], on: ["app.shipment_events"])])
  }

  @Test func everyClauseKnowsItsLine() {
    let policy = Freight.policy
    #expect(policy.tenants.location.file == "Freight.swift")
    #expect(policy.tenants.location.line > 0)
    let lines = policy.tables.flatMap(\.rules.allows).map(\.location.line)
    #expect(lines == lines.sorted() && Set(lines).count == lines.count)
  }

  @Test func jsonAndBackIsLossless() throws {
    #expect(try Policy(json: JSONValue(parsing: Freight.policy.json.canonicalText)) == Freight.policy)
  }

  @Test(arguments: [
    (column("a") == "x" && column("b") != 2 || !(column("c") == true), "(a = 'x' and b <> 2) or not (c = true)"),
    (column("a").isNull && column("b").isNotNull, "a is null and b is not null"),
    (column("owner") == .me, "owner = me"),
    (column("t") < .now, "t < now"),
    (column("t") >= .timestamp("2026-01-01T00:00:00Z"), "t >= '2026-01-01T00:00:00Z'"),
    (column("p") > .decimal("1.50"), "p > 1.50"),
    (column("s").isIn("draft", "sent"), "s in ('draft', 'sent')"),
    (column("s").isIn("x", .me), "s in ('x') or s = me"),
    (column("a") <= .column("b"), "a <= b"),
    (column("tenant") == .tenant, "tenant = my tenant"),
    (column("u") == .uuid("0A"), "u = '0a'"),
  ])
  func predicatesReadAsTheyAreWritten(_ predicate: Predicate, _ text: String) {
    #expect(predicate.description == text)
  }

  @Test func accessIsTheUsualRulesAtOnce() {
    let policy = Policy("p") {
      Tenants(in: "app.t", key: "id")
      for table in ["a", "b"] { Table("app.\(table)") { Access(read: ["v"], write: ["w"]) } }
    }
    #expect(policy.tables.map(\.patterns) == [["app.a"], ["app.b"]])
    #expect(policy.tables[0].rules.allows.map(\.commands) == [[.select], [.insert, .update]])
  }
}
