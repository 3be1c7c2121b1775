import Diagnostics
import PolicyModel
import SchemaModel
import TestSupport
import Testing

/// What a role without a person may be, and what may be said of it.
@Suite struct AnonymousResolutionTests {
  static let session = BindClause(.session(SessionWindow(lifetime: .hours(1), idle: .minutes(5))))

  static func policy(_ change: (inout Policy) -> Void = { _ in }) throws -> (Policy, SchemaSnapshot) {
    let example = try #require(Example.all.first { $0.name == "visitors" })
    var policy = example.policy
    policy.roles = [
      RoleClause("visitor", anonymous: true, location: PolicyJSONTests.at(5)),
      RoleClause("kiosk", inherits: ["visitor"], anonymous: true, location: PolicyJSONTests.at(6)),
      RoleClause("curator", inherits: ["visitor"], location: PolicyJSONTests.at(7)),
    ]
    change(&policy)
    return (policy, try example.snapshot)
  }

  @Test func rolesOfPersonsMayInheritIt() throws {
    let (policy, schema) = try Self.policy()
    let found = try ResolvedPolicy(policy, in: schema)
    #expect(found.anonymousRoles == ["kiosk", "visitor"])
    #expect(found.role("curator")?.closure == ["curator", "visitor"] && found.role("curator")?.anonymous == false)
  }

  @Test(arguments: [
    [], [BindClause(.login), session], [BindClause(.setting)], [BindClause(.login), BindClause(.setting)],
  ]) func itIsHeldWhateverBinds(_ bindings: [BindClause]) throws {
    let (policy, schema) = try Self.policy { $0.bindings = bindings }
    #expect(try ResolvedPolicy(policy, in: schema).anonymousRoles.count == 2)
  }

  /// Each mistake with the line of the clause, what it says, and what it proposes.
  static let wrong: [(Int, String, String?, @Sendable (inout Policy) -> Void)] = [
    (5, "but reaches all tenants", "reach:", { $0.roles[0].reach = .allTenants }),
    (6, "but is held at a wall", "at:", { $0.roles[1].level = "wall" }),
    (6, "has what \"curator\" has", "let \"curator\" inherit \"kiosk\"", { $0.roles[1].inherits = ["curator"] }),
    (
      9, "MayGrant names \"visitor\"", "leave \"visitor\" out",
      { $0.promotions = [MayGrantClause("curator", roles: ["visitor"], location: PolicyJSONTests.at(9))] }
    ),
    (
      9, "MayGrant names \"kiosk\"", "leave \"kiosk\" out",
      { $0.promotions = [MayGrantClause("kiosk", roles: ["curator"], location: PolicyJSONTests.at(9))] }
    ),
    (
      9, "MayGrant names \"kiosk\"", "leave \"kiosk\" out",
      { $0.promotions = [MayGrantClause("curator", roles: [], readers: ["kiosk"], location: PolicyJSONTests.at(9))] }
    ),
    (
      9, "Support names \"kiosk\"", "persons hold",
      { $0.support = [SupportClause("kiosk", grantedBy: "curator", upTo: .hours(1), location: PolicyJSONTests.at(9))] }
    ),
    (
      9, "Support names \"kiosk\"", "persons hold",
      { $0.support = [SupportClause("curator", grantedBy: "kiosk", upTo: .hours(1), location: PolicyJSONTests.at(9))] }
    ),
    (
      9, "\"me is null\" asks whether there is a person", "roles that are anonymous",
      {
        $0.tables[0].rules.requires = [
          RequireRule(.or([.isNull(.me), .isNull(.column("title"))]), location: PolicyJSONTests.at(9))
        ]
      }
    ),
  ]

  @Test(arguments: wrong.indices) func whatIsWrongIsNamedWithItsLine(_ index: Int) throws {
    let (line, words, fix, change) = Self.wrong[index]
    let (policy, schema) = try Self.policy(change)
    let error = #expect(throws: DiagnosticsError.self) { try ResolvedPolicy(policy, in: schema) }
    let found = error?.diagnostics.first { $0.id == "AZ134" && $0.summary.contains(words) }
    #expect(found?.location.line == line, "\(error?.diagnostics.map(\.summary) ?? [])")
    #expect(fix.map { found?.fix?.contains($0) == true } ?? true, "\(found?.fix ?? "")")
  }

  /// A row of the application's own table makes persons; nobody in particular stands in none.
  @Test func noRowOfMembersGivesIt() throws {
    let example = try #require(Example.all.first { $0.name == "members" })
    var policy = example.policy
    policy.roles.append(RoleClause("passer", anonymous: true))
    #expect(try ResolvedPolicy(policy, in: example.snapshot).anonymousRoles == ["passer"])
    policy.members[0].map["guest"] = "passer"
    let error = #expect(throws: DiagnosticsError.self) { try ResolvedPolicy(policy, in: example.snapshot) }
    #expect(
      error?.diagnostics.contains { $0.id == "AZ132" && $0.summary.contains("held without a person") } == true)
  }
}
