import Bailiwick
import CanonicalJSON
import Diagnostics
import Testing

/// Shorter ways to say what the model holds anyway.
@Suite struct ConvenienceTests {
  static func rules(@TableBuilder _ rules: () -> [TableClause]) -> TableRules {
    Policy("p") {
      Tenants(in: "app.t", key: "id")
      Table("app.a", rules)
    }.tables[0].rules
  }

  /// The same by the long way and by the short one.
  @Test func theShortFormsSayWhatTheLongOnesSay() throws {
    let short = Self.rules {
      Access(read: "viewer", "auditor", write: "clerk")
      Allow(.update, to: "clerk", columns: "name", "plan")
      Hide("margin", "cost", except: "manager", "auditor")
    }
    let long = Self.rules {
      Access(read: ["viewer", "auditor"], write: ["clerk"])
      Allow(.update, to: "clerk", columns: ["name", "plan"])
      Hide("margin", "cost", except: ["manager", "auditor"])
    }
    #expect(short == long)
    #expect(short.allows.map(\.roles) == [["viewer", "auditor"], ["clerk"], ["clerk"]])
    #expect(try TableRules(json: JSONValue(parsing: short.json.compactText)) == short)
  }

  @Test func whatIsHiddenFromEverybodyNeedsNoException() {
    #expect(Self.rules { Hide("margin") }.hides == [HideRule(["margin"])])
  }

  @Test func tenantsMayLiveElsewhere() {
    let policy = Policy("p") {
      Tenants(.external, type: .bigint)
      Role("viewer")
    }
    #expect(policy.tenants == TenantsClause(externalType: "bigint") && policy.tenants.location.line > 0)
  }

  @Test func anInternalTableNamesWhoMayWorkOnIt() throws {
    let policy = Policy("p") {
      Tenants(in: "app.t", key: "id")
      Role("auditor", reach: .allTenants)
      Schema("app") { Internal("audit_*", to: "auditor") }
    }
    #expect(
      policy.schemas[0].ownerships == [OwnershipClause(.internal, patterns: ["audit_*"], roles: ["auditor"])])
    #expect(try Policy(json: JSONValue(parsing: policy.json.canonicalText)) == policy)
  }

  @Test(arguments: [true, false]) func everyBuilderTakesConditionsAndLoops(_ strict: Bool) {
    let policy = Policy("p") {
      Tenants(in: "app.t", key: "id") { if strict { Allow(.select, to: "viewer") } }
      Schema("app") {
        if strict { Owned(by: "tenant_id") } else { Owned(.inferred) }
        for name in ["a", "b"] { Shared(name) }
        if !strict { Internal("log") }
      }
      if strict { Role("viewer") } else { Role("guest") }
      for name in ["x", "y"] {
        Table("app.\(name)") {
          for column in ["c", "d"] { Hide(column) }
          if strict { Require(column("live") == true) } else { Access(read: "guest") }
        }
      }
    }
    #expect(policy.tenants.rules.allows.count == (strict ? 1 : 0))
    #expect(
      policy.schemas[0].ownerships.map(\.ownership)
        == (strict ? [.column("tenant_id"), .shared, .shared] : [.inferred, .shared, .shared, .internal]))
    #expect(policy.roles.map(\.name) == [strict ? "viewer" : "guest"])
    #expect(policy.tables.map(\.rules.hides.count) == [2, 2])
    #expect(policy.tables.map(\.rules.requires.count) == (strict ? [1, 1] : [0, 0]))
  }

  @TableBuilder static var usual: [TableClause] { Access(read: "viewer") }

  @Test func rulesCanBeSharedByAProperty() {
    #expect(
      Self.rules {
        Self.usual; Hide("x")
      }.allows.map(\.roles) == [["viewer"]])
  }

  @Test func howAConditionIsGroupedMakesNoDifference() {
    let (a, b, c) = (column("a") == 1, column("b") == 2, column("c") == 3)
    #expect(((a && b) && c).json == (a && (b && c)).json)
    #expect(((a || b) || c).json == (a || (b || c)).json)
    #expect((a && (b || c)).description == "a = 1 and (b = 2 or c = 3)")
    #expect((a && .anything) == a)
  }
}
