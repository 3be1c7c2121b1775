import Diagnostics
import PolicyModel
import SchemaModel
import Testing

@Suite struct ResolutionTests {
  static func name(_ name: String) -> QualifiedName { QualifiedName("app", name) }

  static func table(
    _ name: String, _ columns: [Column], _ keys: [ForeignKey] = []
  ) -> Table {
    var table = Table(Self.name(name), columns: [Column("id", "uuid", notNull: true)] + columns)
    table.primaryKey = Key("\(name)_pkey", ["id"])
    table.foreignKeys = keys
    return table
  }

  static let snapshot = SchemaSnapshot(
    engine: Engine(.postgresql, 18, 0),
    tables: [
      table("tenants", []),
      table(
        "shipments",
        [
          Column("tenant_id", "uuid"), Column("status", "app.status"), Column("margin", "numeric"),
          Column("note", "text"),
        ],
        [ForeignKey("shipments_tenant_fk", ["tenant_id"], name("tenants"), ["id"])]),
      table(
        "events", [Column("shipment_id", "uuid", notNull: true)],
        [ForeignKey("events_fk", ["shipment_id"], name("shipments"), ["id"])]),
      table(
        "lines", [Column("event_id", "uuid", notNull: true)],
        [ForeignKey("lines_fk", ["event_id"], name("events"), ["id"])]),
    ],
    objects: [SchemaObject(kind: "enum", name: "app.status", owner: "o", text: "draft\nclosed")])

  static func policy(_ rules: TableRules, roles: [RoleClause]? = nil, extra: [TablesClause] = []) -> Policy {
    Policy(
      name: "freight", tenants: TenantsClause(table: "app.tenants", key: "id"),
      roles: roles ?? [
        RoleClause("viewer"), RoleClause("clerk", inherits: ["viewer"]), RoleClause("manager", inherits: ["clerk"]),
      ],
      schemas: [
        SchemaClause("app", ownerships: [OwnershipClause(.column("tenant_id")), OwnershipClause(.inferred)])
      ],
      tables: [TablesClause(["app.shipments"], rules: rules)] + extra)
  }

  @Test func ownershipIsFoundThroughParents() throws {
    let resolved = try ResolvedPolicy(Self.policy(TableRules()), in: Self.snapshot)
    #expect(resolved.tables.map(\.name.name) == ["events", "lines", "shipments", "tenants"])
    let lines = try #require(resolved.table(Self.name("lines")))
    guard case .owned("tenant_id", .generated(let path)) = lines.classification else {
      Issue.record("\(lines.classification)")
      return
    }
    #expect(path.map(\.parent.name) == ["events", "shipments"])
    #expect(lines.references.map(\.kind) == [.insideTenant])
    #expect(resolved.role("viewer")?.holders == ["clerk", "manager", "viewer"])
    #expect(resolved.role("manager")?.closure == ["clerk", "manager", "viewer"])
  }

  @Test func defaultsAreSpelledOut() throws {
    let draft = Predicate.compare(.column("status"), .equal, .literal(.text("draft")))
    let rules = TableRules(
      allows: [AllowRule([.update, .insert], to: ["clerk"], where: draft)],
      hides: [HideRule(["mar*"], except: ["manager"])])
    let resolved = try ResolvedPolicy(Self.policy(rules), in: Self.snapshot)
    let found = try #require(resolved.table(Self.name("shipments"))).rules
    #expect(found.map(\.command) == [.insert, .update])
    #expect(found[0].resulting == draft && found[0].condition == .anything && found[1].resulting == draft)
    #expect(found[1].columns == ["status", "note"])
    #expect(found[1].gated.map(\.column) == ["margin"] && found[1].gated.map(\.seers) == [["manager"]])
  }

  static func text(_ value: String, _ comparison: Comparison = .equal, _ column: String = "status") -> TableRules {
    TableRules(allows: [
      AllowRule([.select], to: ["viewer"], where: .compare(.column(column), comparison, .literal(.text(value))))
    ])
  }

  /// A schema's column that none of its tables has.
  static var misspelt: Policy {
    var policy = policy(TableRules())
    policy.schemas[0].ownerships[0] = OwnershipClause(.column("tennant_id"))
    return policy
  }

  @Test func anInternalTableIsForTheRolesThatItIsGivenTo() throws {
    let rules = TableRules(ownership: OwnershipClause(.internal, roles: ["auditor"]))
    let roles = [RoleClause("viewer"), RoleClause("auditor", reach: .allTenants)]
    var policy = Self.policy(rules, roles: roles)
    // What belonged to shipments has nowhere to go.
    policy.schemas[0].ownerships = [OwnershipClause(.internal, patterns: ["events", "lines"])]
    let resolved = try ResolvedPolicy(policy, in: Self.snapshot)
    let table = try #require(resolved.table(Self.name("shipments")))
    #expect(table.classification == .internal && table.tenantColumn == nil)
    #expect(table.rules.map(\.role) == Array(repeating: "auditor", count: 4))
    #expect(table.rules.map(\.command) == Command.allCases)
    #expect(table.rules.allSatisfy { $0.condition == .anything && $0.resulting == .anything })
    #expect(table.why == "the policy keeps it internal, to auditor alone")
    #expect(resolved.table(Self.name("events"))?.rules == [])
  }

  @Test func aMisspeltColumnIsToldOnce() {
    func ids(_ policy: Policy) -> [String] {
      let error = #expect(throws: DiagnosticsError.self) { try ResolvedPolicy(policy, in: Self.snapshot) }
      return error?.diagnostics.map { "\($0.id) \($0.fix ?? "")" } ?? []
    }
    // Not for every table that is then nobody's, nor for the key that is then nobody's tenant.
    #expect(ids(Self.misspelt) == ["AZ119 did you mean \"tenant_id\"?"])
    let owned = TableRules(ownership: OwnershipClause(.column("tennant_id")))
    #expect(ids(Self.policy(owned)) == ["AZ102 did you mean \"tenant_id\"?"])
  }

  static let wrong: [(String, Policy)] = [
    ("AZ101", policy(TableRules(), extra: [TablesClause(["app.shipment"], rules: TableRules())])),
    ("AZ102", policy(text("x", .equal, "statu"))),
    ("AZ103", policy(TableRules(allows: [AllowRule([.select], to: ["viewr"])]))),
    ("AZ104", policy(TableRules(hides: [HideRule(["secret_*"])]))),
    ("AZ105", policy(TableRules(), roles: [RoleClause("a", inherits: ["b"]), RoleClause("b", inherits: ["a"])])),
    (
      "AZ106",
      policy(TableRules(), roles: [RoleClause("a", inherits: ["b"], reach: .allTenants), RoleClause("b")])
    ),
    ("AZ109", policy(TableRules(ownership: OwnershipClause(.through(["id"]))))),
    ("AZ111", policy(text("draft"), extra: [TablesClause(["app.ship*"], rules: text("closed"))])),
    ("AZ112", policy(text("drafts"))),
    ("AZ113", policy(text("m", .less, "note"))),
    ("AZ114", policy(TableRules(ownership: OwnershipClause(.column("id"))))),
    ("AZ115", policy(TableRules(crossings: [CrossingRule("no_fk", reason: "r")]))),
    ("AZ119", misspelt),
    ("AZ130", promoting(MayGrantClause("clerk", roles: ["viewer"]), binding: .login)),
    ("AZ130", promoting(MayGrantClause("manager", roles: ["clerk"]))),
    ("AZ130", promoting(MayGrantClause("manager", roles: []))),
    ("AZ130", promoting(MayGrantClause("manager", roles: ["auditor"]))),
    ("AZ130", promoting(MayGrantClause("auditor", roles: ["viewer"]))),
    ("AZ103", promoting(MayGrantClause("manager", roles: ["viewr"]))),
    ("AZ130", promoting(support: SupportClause("helper", grantedBy: "manager", upTo: .hours(1)), binding: .login)),
    ("AZ131", promoting(support: SupportClause("helper", grantedBy: "manager", upTo: .hours(0)))),
    ("AZ131", promoting(support: SupportClause("helper", grantedBy: "helper", upTo: .hours(1)))),
    ("AZ131", promoting(support: SupportClause("viewer", grantedBy: "manager", upTo: .hours(1)))),
    ("AZ131", promoting(support: SupportClause("manager", grantedBy: "viewer", upTo: .hours(1)))),
    (
      "AZ131",
      promoting(
        MayGrantClause("manager", roles: ["helper"]),
        support: SupportClause("helper", grantedBy: "clerk", upTo: .hours(1)))
    ),
    (
      "AZ131",
      promoting(
        MayGrantClause("helper", roles: ["viewer"]),
        support: SupportClause("helper", grantedBy: "clerk", upTo: .hours(1)))
    ),
    ("AZ130", promoting(support: SupportClause("auditor", grantedBy: "clerk", upTo: .hours(1)))),
    ("AZ120", policy(TableRules(ownership: OwnershipClause(.internal, roles: ["viewer"])))),
    ("AZ103", policy(TableRules(ownership: OwnershipClause(.internal, roles: ["auditer"])))),
    ("AZ117", policy(TableRules(ownership: OwnershipClause(.internal), allows: text("draft").allows))),
  ]

  static func promoting(
    _ clause: MayGrantClause? = nil, support: SupportClause? = nil,
    binding: Binding = .session(SessionWindow(lifetime: .hours(1), idle: .hours(1)))
  ) -> Policy {
    var policy = policy(
      TableRules(),
      roles: [
        RoleClause("viewer"), RoleClause("clerk", inherits: ["viewer"]), RoleClause("manager", inherits: ["clerk"]),
        RoleClause("helper"), RoleClause("auditor", reach: .allTenants),
      ])
    policy.bindings = [BindClause(binding)]
    policy.promotions = [clause].compactMap(\.self)
    policy.support = [support].compactMap(\.self)
    return policy
  }

  /// Nothing is said of clauses that are right.
  @Test func aRightToGiveNamesItsGiversAndReaders() throws {
    let policy = Self.promoting(
      MayGrantClause("clerk", roles: ["viewer"], readers: ["auditor"]),
      support: SupportClause("helper", grantedBy: "manager", upTo: .hours(8)))
    let resolved = try ResolvedPolicy(policy, in: Self.snapshot).promotions
    #expect(resolved.rights.map(\.givers) == [["clerk", "manager"]])
    #expect(resolved.rights.map(\.readers) == [["auditor", "clerk", "manager"]])
    #expect(resolved.support?.givers == ["manager"] && resolved.support?.upTo == .hours(8))
  }

  @Test(arguments: wrong.indices)
  func whatIsWrongIsNamed(_ index: Int) throws {
    let (id, policy) = Self.wrong[index]
    let error = #expect(throws: DiagnosticsError.self) { try ResolvedPolicy(policy, in: Self.snapshot) }
    #expect(error?.diagnostics.contains { $0.id == id } == true, "\(id): \(String(describing: error))")
  }
}
