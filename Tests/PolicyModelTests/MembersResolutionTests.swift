import Diagnostics
import PolicyModel
import SchemaModel
import Testing

/// What `Members` asks of the table that it names, and of the rest of the policy.
@Suite struct MembersResolutionTests {
  static let clause = MembersClause(
    in: "app.members", person: "user_id", tenant: "org_id", role: "rank", map: ["staff": "clerk", "owner": "manager"],
    flags: ["is_admin": "manager"], location: PolicyJSONTests.at(7))

  static let snapshot: SchemaSnapshot = {
    func table(_ name: String, _ columns: [Column]) -> Table {
      var table = Table(QualifiedName("app", name), columns: [Column("id", "uuid", notNull: true)] + columns)
      table.primaryKey = Key("\(name)_pkey", ["id"])
      return table
    }
    var members = table(
      "members",
      [
        Column("org_id", "uuid", notNull: true), Column("user_id", "uuid", notNull: true), Column("rank", "app.rank"),
        Column("roles", "text[]"), Column("is_admin", "boolean"), Column("nickname", "text"),
        Column("title", "text", generated: true), Column("joined", "date"),
      ])
    members.uniques = [Key("members_once", ["user_id", "org_id"])]
    members.foreignKeys = [ForeignKey("members_people", ["user_id"], QualifiedName("app", "people"), ["id"])]
    return SchemaSnapshot(
      engine: Engine(.postgresql, 18, 0),
      tables: [table("orgs", []), table("people", [Column("org_id", "uuid", notNull: true)]), members],
      objects: [SchemaObject(kind: "enum", name: "app.rank", owner: "o", text: "guest\nstaff\nowner")])
  }()

  static func policy(_ change: (inout Policy) -> Void = { _ in }) -> Policy {
    var policy = Policy(
      name: "own", tenants: TenantsClause(table: "app.orgs", key: "id"), bindings: [BindClause(.setting)],
      levels: [LevelClause("person", in: "app.people")],
      roles: [
        RoleClause("viewer"), RoleClause("clerk", inherits: ["viewer"]), RoleClause("manager", inherits: ["clerk"]),
        RoleClause("auditor", reach: .allTenants),
      ],
      schemas: [SchemaClause("app", ownerships: [OwnershipClause(.column("org_id"))])],
      tables: [
        TablesClause(["app.members"], rules: TableRules(allows: [AllowRule([.select], to: ["viewer"])])),
        TablesClause(["app.people"], rules: TableRules()),
      ],
      members: [clause])
    change(&policy)
    return policy
  }

  @Test func whatIsRightIsSpelledOut() throws {
    let found = try #require(try ResolvedPolicy(Self.policy(), in: Self.snapshot).members)
    #expect(found.named?.values.map { "\($0.name)>\($0.role)" } == ["owner>manager", "staff>clerk"])
    #expect(found.flags.map(\.name) == ["is_admin"] && found.roles == ["clerk", "manager"] && !found.several)
    #expect(found.columns == ["user_id", "org_id", "rank", "is_admin"])
    #expect(found.row(giving: ["clerk"]) == ["rank": "staff", "is_admin": "false"])
    #expect(found.row(giving: ["clerk", "manager"]) == ["rank": "staff", "is_admin": "true"])
    #expect(found.row(giving: ["manager"]) == ["rank": nil, "is_admin": "true"])
    #expect(found.row(giving: ["viewer"]) == nil)
  }

  /// Without a map the values are the names of those roles that a row may give; a set takes any of them together.
  @Test func valuesMayBeTheRolesOwnNames() throws {
    let policy = Self.policy { policy in
      policy.members = [MembersClause(in: "app.members", person: "user_id", tenant: "org_id", roles: "roles")]
      policy.support = [SupportClause("helper", grantedBy: "manager", upTo: .hours(1))]
      policy.roles.append(RoleClause("helper"))
    }
    let found = try #require(try ResolvedPolicy(policy, in: Self.snapshot).members)
    #expect(found.named?.values.map(\.name) == ["clerk", "manager", "viewer"])
    #expect(found.row(giving: ["viewer", "clerk"]) == ["roles": "{\"clerk\",\"viewer\"}"])
  }

  static func allow(_ commands: [Command], _ columns: [String]? = nil) -> @Sendable (inout Policy) -> Void {
    {
      $0.tables[0].rules.allows.append(
        AllowRule(commands, to: ["clerk"], columns: columns, location: PolicyJSONTests.at(9)))
    }
  }

  /// Each mistake with the finding, what it says, and what it proposes.
  static let wrong: [(String, String, String?, @Sendable (inout Policy) -> Void)] = [
    ("AZ101", "the schema has no table \"app.member\"", "\"app.members\"", { $0.members[0].table = "app.member" }),
    ("AZ102", "no column \"users_id\"", "\"user_id\"", { $0.members[0].person = "users_id" }),
    ("AZ102", "no column \"is_admn\"", "\"is_admin\"", { $0.members[0].flags = ["is_admn": "clerk"] }),
    ("AZ103", "no role \"managr\"", "\"manager\"", { $0.members[0].flags = ["is_admin": "managr"] }),
    ("AZ103", "no role \"clerc\"", "\"clerk\"", { $0.members[0].map["staff"] = "clerc" }),
    ("AZ112", "'stuff' is no label", "\"staff\"", { $0.members[0].map = ["stuff": "clerk"] }),
    ("AZ132", "two Members clauses", nil, { $0.members.append(clause) }),
    ("AZ132", "logins of their own", nil, { $0.bindings = [] }),
    ("AZ132", "logins of their own", nil, { $0.bindings.append(BindClause(.login)) }),
    ("AZ132", "held at a person", nil, { $0.roles.append(RoleClause("friend", at: "person")) }),
    (
      "AZ132", "names no column", nil,
      { ($0.members[0].role, $0.members[0].flags, $0.members[0].map) = (nil, [:], [:]) }
    ),
    ("AZ132", "names no column that has them", nil, { $0.members[0].role = nil }),
    ("AZ132", "one with several", nil, { $0.members[0].roles = "roles" }),
    ("AZ132", "names no role", nil, { $0.members[0].role = "joined" }),
    ("AZ132", "names no roles", nil, { ($0.members[0].role, $0.members[0].roles) = (nil, "nickname") }),
    ("AZ132", "computed", nil, { ($0.members[0].role) = "title" }),
    ("AZ132", "no flag", nil, { $0.members[0].flags = ["nickname": "clerk"] }),
    ("AZ132", "held beyond one tenant", nil, { $0.members[0].flags = ["is_admin": "auditor"] }),
    (
      "AZ132", "held by support access alone", nil,
      { policy in
        policy.roles.append(RoleClause("helper"))
        policy.support = [SupportClause("helper", grantedBy: "manager", upTo: .hours(1))]
        policy.members[0].flags = ["is_admin": "helper"]
      }
    ),
    (
      "AZ132", "MayGrant lists \"loner\"", nil,
      {
        $0.roles.append(RoleClause("loner"))
        $0.promotions = [MayGrantClause("manager", roles: ["clerk", "viewer", "loner"])]
      }
    ),
    ("AZ132", "not the tenant's by org_id", nil, { $0.tables[0].rules.ownership = OwnershipClause(.shared) }),
    ("AZ132", "belong to one person each", nil, { $0.tables[0].rules.personal = PersonalClause(column: "user_id") }),
    ("AZ132", "is text, but the tenants' key is uuid", nil, { $0.members[0].tenant = "nickname" }),
    ("AZ133", "\"clerk\" may insert into app.members", "bailiwick.grant_role", allow([.insert])),
    ("AZ133", "\"clerk\" may delete from app.members", "bailiwick.grant_role", allow([.delete])),
    ("AZ133", "\"clerk\" may update is_admin, rank, user_id of app.members", "MayGrant", allow([.update])),
    ("AZ133", "\"clerk\" may update user_id of app.members", "MayGrant", allow([.update], ["user_id"])),
    (
      "AZ133", "\"clerk\" may update nickname of app.members", "MayGrant",
      {
        $0.members[0].condition = .isNull(.column("nickname"))
        allow([.update], ["nickname"])(&$0)
      }
    ),
    ("AZ102", "no column \"left_at\"", nil, { $0.members[0].condition = .isNull(.column("left_at")) }),
    (
      "AZ132", "says of who asks", "where: column(",
      { $0.members[0].condition = .compare(.column("user_id"), .equal, .me) }
    ),
    (
      "AZ132", "where: names \"rank\"", "map:",
      { $0.members[0].condition = .compare(.column("rank"), .notEqual, .literal(.text("staff"))) }
    ),
  ]

  @Test(arguments: wrong.indices) func whatIsWrongIsNamedAtItsLine(_ index: Int) throws {
    let (id, words, fix, change) = Self.wrong[index]
    let error = #expect(throws: DiagnosticsError.self) {
      try ResolvedPolicy(Self.policy(change), in: Self.snapshot)
    }
    let found = error?.diagnostics.first { $0.id == id && $0.summary.contains(words) }
    #expect(found != nil, "\(String(describing: error))")
    if let fix { #expect(found?.fix?.contains(fix) == true, "\(String(describing: found))") }
    if id == "AZ133" { #expect(found?.location.line == 9) }
  }

  @Test func whatSaysNothingOfRolesMayBeWritten() throws {
    _ = try ResolvedPolicy(Self.policy(Self.allow([.update], ["nickname"])), in: Self.snapshot)
  }

  /// A key that follows its parent writes the row for whoever writes the parent; so does a column that is computed.
  @Test func whatWritesTheRowForOthersIsRefused() throws {
    var snapshot = Self.snapshot
    let index = try #require(snapshot.tables.firstIndex { $0.name.name == "members" })
    snapshot.tables[index].foreignKeys[0].onUpdate = .cascade
    let policy = Self.policy {
      $0.tables[1].rules.allows = [AllowRule([.select, .update], to: ["clerk"], columns: ["id"])]
    }
    let error = #expect(throws: DiagnosticsError.self) { try ResolvedPolicy(policy, in: snapshot) }
    #expect(error?.diagnostics.map(\.id) == ["AZ133"])
    _ = try ResolvedPolicy(policy, in: Self.snapshot)
    snapshot = Self.snapshot
    snapshot.tables[index].inherits = [QualifiedName("app", "people")]
    let heirs = #expect(throws: DiagnosticsError.self) { try ResolvedPolicy(Self.policy(), in: snapshot) }
    #expect(heirs?.diagnostics.contains { $0.id == "AZ132" && $0.summary.contains("heirs") } == true)
  }
}
