import CanonicalJSON
import Diagnostics
import PolicyModel
import Testing

@Suite struct PolicyJSONTests {
  static func at(_ line: Int) -> Diagnostics.SourceLocation { .init(file: "Policy.swift", line: line, column: 5) }

  static let sample = Policy(
    name: "freight",
    tenants: TenantsClause(
      table: "app.tenants", key: "id", rules: TableRules(allows: [AllowRule([.select], to: ["viewer"])]),
      location: at(1)),
    bindings: [
      BindClause(.login), BindClause(.setting, location: at(30)),
      BindClause(
        .session(SessionWindow(lifetime: .days(1), idle: .minutes(5))), against: [.honest, .injected], location: at(31)),
    ],
    levels: [LevelClause("project", in: "app.projects", location: at(32))],
    roles: [
      RoleClause("editor", at: "project", location: at(33)), RoleClause("viewer", location: at(2)),
      RoleClause("clerk", inherits: ["viewer"], location: at(3)),
      RoleClause("auditor", reach: .allTenants, location: at(4)),
    ],
    schemas: [
      SchemaClause(
        "app",
        ownerships: [
          OwnershipClause(.column("tenant_id"), location: at(6)), OwnershipClause(.through(["a", "b"])),
          OwnershipClause(.inferred), OwnershipClause(.shared, patterns: ["countries"]),
          OwnershipClause(.internal, patterns: ["log_*"]),
          OwnershipClause(.internal, patterns: ["audit_*"], roles: ["auditor"]),
        ], location: at(5))
    ],
    tables: [
      TablesClause(
        ["app.shipments", "app.s_*"],
        rules: TableRules(
          ownership: OwnershipClause(.column("tenant_id"), location: at(9)),
          personal: PersonalClause(column: "author_id", location: at(10)),
          allows: [
            AllowRule(
              [.insert, .update], to: ["clerk"], where: .isNull(.column("gone")), resulting: .anything,
              columns: ["a"], location: at(11)),
            AllowRule([.delete], to: ["clerk"], columns: []),
          ],
          requires: [RequireRule(.compare(.column("x"), .equal, .me), except: ["clerk"], location: at(12))],
          hides: [HideRule(["margin", "*_secret"], except: ["clerk"], location: at(13))],
          masks: [MaskRule("email", with: .keepLast(4), except: ["clerk"], location: at(14))],
          crossings: [CrossingRule("fk", reason: "shared fleet", location: at(15))]),
        location: at(8))
    ],
    claims: [NeverClause([.delete], on: ["app.events"], roles: ["clerk"], location: at(20))],
    accepted: [AcceptClause("unique", table: "app.users", reason: "known", location: at(21))],
    promotions: [
      MayGrantClause("clerk", roles: ["viewer"], readers: ["auditor"], location: at(22)),
      MayGrantClause("viewer", roles: []),
    ], support: [SupportClause("helper", grantedBy: "clerk", upTo: .hours(8), location: at(23))],
    members: [
      MembersClause(
        in: "app.members", person: "user_id", tenant: "org_id", role: "role",
        map: ["admin": "manager", "a \"b\"": "clerk"],
        flags: ["is_admin": "manager"], location: at(24)),
      MembersClause(
        in: "app.members", person: "user_id", tenant: "org_id", roles: "roles", where: .isNull(.column("left_at"))),
    ])

  static func reread(_ policy: Policy) throws -> Policy {
    try Policy(json: JSONValue(parsing: policy.json.canonicalText))
  }

  @Test func jsonAndBackIsLosslessWithEveryLocation() throws {
    let again = try Self.reread(Self.sample)
    #expect(again == Self.sample)
    #expect(again.json == Self.sample.json)
    #expect(again.json.canonicalText.utf8.elementsEqual(Self.sample.json.canonicalText.utf8))
    #expect(again.tables[0].rules.masks[0].location.description == "Policy.swift:14:5")
  }

  /// A role of persons is written as it was before there were others, and reads as it did.
  @Test func aRoleWithoutAPersonIsAWordMore() throws {
    let visitor = RoleClause("visitor", anonymous: true, location: Self.at(3))
    #expect(try RoleClause(json: JSONValue(parsing: visitor.json.canonicalText)) == visitor)
    #expect(visitor.json.canonicalText.contains("\"anonymous\": true"))
    #expect(!RoleClause("clerk").json.canonicalText.contains("anonymous"))
    #expect(visitor != RoleClause("visitor", location: Self.at(3)))
  }

  /// A clause within the tenant is written as it was before there were others, and reads as it did.
  @Test func aPersonAcrossTenantsIsAWordMore() throws {
    var policy = Self.sample
    policy.tables[0].rules.personal?.acrossTenants = true
    #expect(try Self.reread(policy) == policy)
    #expect(policy.json.canonicalText.contains("\"acrossTenants\""))
    #expect(!Self.sample.json.canonicalText.contains("acrossTenants"))
    #expect(policy.canonical.tables[0].rules.personal?.acrossTenants == true)
    #expect(policy.canonical != Self.sample.canonical)
  }

  @Test func aDirectoryIsAMemberOfItsTable() throws {
    var policy = Self.sample
    for person in ["user_id", nil] {
      policy.tables[0].rules.directory = DirectoryClause(
        of: "app.members", person: person, where: .isNull(.column("left_at")), location: Self.at(11))
      #expect(try Self.reread(policy) == policy)
      #expect(try Self.reread(policy).tables[0].rules.directory?.location.line == 11)
      #expect(policy.canonical.tables[0].rules.directory?.location.line == 0)
      #expect(policy.canonical != Self.sample.canonical)
    }
    #expect(!Self.sample.json.canonicalText.contains("directory"))
  }

  @Test func tenantsThatLiveElsewhereAreATypeAlone() throws {
    var policy = Self.sample
    policy.tenants = TenantsClause(externalType: "text", location: Self.at(1))
    let again = try Self.reread(policy)
    #expect(again == policy && again.tenants.externalType == "text" && again.tenants.location.line == 1)
    #expect(policy.canonical.json["tenants"] == .object(["external": .string("text")]))
    let both = try Self.setting("table", .string("app.t"), in: policy.json, at: ["tenants"])
    #expect(throws: JSONDecodingError.self) { try Policy(json: both) }
  }

  @Test func onlyInternalTablesAreGivenToRoles() throws {
    let json = OwnershipClause(.shared, patterns: ["countries"], roles: ["auditor"]).json
    #expect(throws: JSONDecodingError("only internal tables are given to roles", at: ["to"])) {
      try OwnershipClause(json: json)
    }
  }

  @Test func theCanonicalFormKnowsNoLocation() throws {
    let text = Self.sample.canonical.json.canonicalText
    #expect(!text.contains("\"at\"") && !text.contains("Policy.swift"))
    #expect(Self.sample.canonical == Self.sample)
    #expect(try Self.reread(Self.sample.canonical).json.canonicalText == text)
    var moved = Self.sample
    moved.tables[0].rules.allows[0].location.line += 100
    #expect(moved.json != Self.sample.json)
    #expect(moved.canonical.json == Self.sample.canonical.json)
  }

  @Test func theSmallestDocumentHasTheseBytes() {
    let policy = Policy(name: "a", tenants: TenantsClause(table: "app.t", key: "id"), roles: [RoleClause("r")])
    #expect(
      policy.json.compactText == """
        {"format":"bailiwick-policy","name":"a","roles":[{"name":"r"}],\
        "tenants":{"key":"id","table":"app.t"},"version":1}
        """)
  }

  /// The object at the end of the path, with one member set.
  static func setting(_ key: String, _ value: JSONValue, in json: JSONValue, at path: [String]) throws -> JSONValue {
    if path.isEmpty {
      guard case .object(var members) = json else { throw JSONDecodingError("no object") }
      members[key] = value
      return .object(members)
    }
    switch json {
    case .object(var members):
      members[path[0]] = try setting(
        key, value, in: #require(members[path[0]]), at: Array(path.dropFirst()))
      return .object(members)
    case .array(var items):
      let position = try #require(Int(path[0]))
      items[position] = try setting(key, value, in: items[position], at: Array(path.dropFirst()))
      return .array(items)
    case .null, .bool, .integer, .number, .string: throw JSONDecodingError("no object")
    }
  }

  static let objects: [[String]] = [
    [], ["tenants"], ["tenants", "rules"], ["roles", "0"], ["schemas", "0"], ["schemas", "0", "ownerships", "0"],
    ["schemas", "0", "ownerships", "0", "ownership"], ["tables", "0"], ["tables", "0", "rules", "ownership"],
    ["tables", "0", "rules", "personal"], ["tables", "0", "rules", "allow", "0"],
    ["tables", "0", "rules", "require", "0"], ["tables", "0", "rules", "hide", "0"],
    ["tables", "0", "rules", "mask", "0"], ["tables", "0", "rules", "mask", "0", "with"],
    ["tables", "0", "rules", "crossing", "0"], ["never", "0"], ["accepted", "0"], ["members", "0"],
  ]

  @Test(arguments: objects) func anUnknownMemberIsRefusedInEveryObject(_ path: [String]) throws {
    let json = try Self.setting("surprise", .bool(true), in: Self.sample.json, at: path)
    #expect(throws: JSONDecodingError.self) { try Policy(json: json) }
  }

  @Test(arguments: [
    ("version", JSONValue.integer(2)), ("version", .string("1")), ("format", .string("other")), ("name", .null),
    ("roles", .bool(true)),
  ])
  func anotherVersionFormatOrTypeIsRefused(_ key: String, _ value: JSONValue) throws {
    let json = try Self.setting(key, value, in: Self.sample.json, at: [])
    #expect(throws: JSONDecodingError.self) { try Policy(json: json) }
  }

  @Test(arguments: ["Policy.swift", "Policy.swift:1", "Policy.swift:0:1", "Policy.swift:a:b", "Policy.swift:1:-2"])
  func aLocationOfAnotherFormIsRefused(_ text: String) throws {
    let json = try Self.setting("at", .string(text), in: Self.sample.json, at: ["roles", "0"])
    #expect(throws: JSONDecodingError("expected file:line:column", at: ["roles", "[0]", "at"])) {
      try Policy(json: json)
    }
  }
}
