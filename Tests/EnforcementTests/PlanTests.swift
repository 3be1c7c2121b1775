import Diagnostics
import Enforcement
import Migration
import PolicyModel
import SQLSyntax
import SchemaModel
import TestSupport
import Testing

@Suite(.takesTurns) struct PlanTests {
  static func plan(_ policy: Policy, _ snapshot: SchemaSnapshot) throws -> Plan {
    try Plan(ResolvedPolicy(policy, in: snapshot), snapshot: snapshot)
  }

  @Test(arguments: Example.all) func whatIsGeneratedIsWhatIsKept(_ example: Example) throws {
    let plan = try Self.plan(example.policy, example.snapshot)
    for (direction, steps) in [(Direction.up, Plan.empty.steps(to: plan)), (.down, plan.steps(to: .empty))] {
      let text = MigrationText.render(steps, policy: example.name, direction: direction)
      #expect(
        try example.keeps(text, in: "postgresql.\(direction.rawValue).sql"),
        "sql/examples/\(example) is not what is generated: make golden, and read the difference")
    }
  }

  @Test(arguments: Example.all) func whatIsGeneratedForCockroachDBIsWhatIsKept(_ example: Example) throws {
    let plan = try CockroachPlan.of(example)
    for (direction, steps) in [(Direction.up, Plan.empty.steps(to: plan)), (.down, plan.steps(to: .empty))] {
      let text = MigrationText.render(
        steps, policy: example.name, direction: direction, dialect: .cockroachdb)
      #expect(
        try example.keeps(text, in: "cockroachdb-25.4.\(direction.rawValue).sql"),
        "sql/examples/\(example) is not what is generated: make golden, and read the difference")
    }
  }

  /// Freight by sessions and by settings, and by settings whoever has no person too, in both renderings.
  @Test(arguments: [
    ("freight", "session", CockroachBindingTests.session), ("freight", "setting", BindClause(.setting)),
    ("visitors", "setting", BindClause(.setting)),
  ]) func whatBindsIsWhatIsKept(_ kept: String, _ name: String, _ binding: BindClause) throws {
    let example = try #require(Example.all.first { $0.name == kept })
    var policy = example.policy
    policy.bindings = [binding]
    let plans = [
      ("postgresql", try Self.plan(policy, example.snapshot)),
      ("cockroachdb-25.4", try CockroachPlan.of(policy, example.snapshot)),
    ]
    for (engine, plan) in plans {
      let text = MigrationText.render(
        Plan.empty.steps(to: plan), policy: example.name, direction: .up, dialect: plan.dialect)
      #expect(
        try example.keeps(text, in: "\(name).\(engine).up.sql"),
        "sql/examples/\(example) is not what is generated: make golden, and read the difference")
    }
  }

  @Test(arguments: Example.all) func nothingChangedGeneratesNothing(_ example: Example) throws {
    let plan = try Self.plan(example.policy, example.snapshot)
    let again = try Self.plan(example.policy.canonical, example.snapshot)
    #expect(plan.steps(to: again).isEmpty)
  }

  /// What is dropped and made anew loses its privileges, so they are granted again.
  @Test func aRoutineThatChangesKeepsItsCallers() throws {
    let example = try #require(Example.promoting.first)
    let old = try Self.plan(example.policy, example.snapshot)
    var policy = example.policy
    policy.promotions[0].roles = ["agent"]
    let sql = old.steps(to: try Self.plan(policy, example.snapshot)).map(\.step.statement.sql)
    for name in ["grant_role", "revoke_role"] {
      let created = try #require(sql.firstIndex { $0.hasPrefix("CREATE OR REPLACE FUNCTION bailiwick.\(name)(") })
      #expect(sql[created...].contains { $0.hasPrefix("GRANT EXECUTE") && $0.contains("bailiwick.\(name)(") })
    }
    #expect(!sql.contains { $0.contains("TABLE bailiwick.") })
    policy = example.policy
    policy.promotions = []
    #expect(old.steps(to: try Self.plan(policy, example.snapshot)).contains { $0.step.hazard == .dropsData })
  }

  @Test func membersBySettingAreRefusedForCockroachDB() throws {
    let example = try #require(Example.all.first { $0.name == "members" })
    var policy = example.policy
    policy.bindings = [BindClause(.setting)]
    let error = #expect(throws: DiagnosticsError.self) { try CockroachPlan.of(policy, example.snapshot) }
    let found = error?.diagnostics.filter { $0.id == "AZ219" } ?? []
    #expect(found.map(\.summary) == ["Members by a setting is not generated for CockroachDB"])
    #expect(found.allSatisfy { $0.location.line > 0 })
  }

  /// Another meaning of a value follows all rows anew, and leaves policies and the record alone.
  @Test func anotherMeaningOfAValueIsFollowedAnew() throws {
    let example = try #require(Example.all.first { $0.name == "members" })
    let old = try Self.plan(example.policy, example.snapshot)
    var policy = example.policy
    policy.members[0].map["guest"] = "player"
    let sql = old.steps(to: try Self.plan(policy, example.snapshot)).map(\.step.statement.sql)
    for beginning in [
      "ALTER TABLE club.members NO FORCE", "DROP TRIGGER bailiwick_members ON club.members",
      "CREATE OR REPLACE FUNCTION bailiwick.settle_member", "CREATE TRIGGER bailiwick_members AFTER",
      "DELETE FROM bailiwick.memberships", "ALTER TABLE club.members FORCE",
    ] {
      #expect(sql.count { $0.hasPrefix(beginning) } == 1, "\(beginning)")
    }
    #expect(!sql.contains { $0.contains(" POLICY ") || $0.contains("TABLE bailiwick.") })
  }

  /// Each change of a policy with the statements that it leads to, and nothing else.
  @Test(arguments: [
    Change("a rule added", ["CREATE POLICY clerk_delete", "GRANT DELETE"]) {
      $0.tables[1].rules.allows.append(AllowRule([.delete], to: ["clerk"]))
    },
    Change("a rule taken", ["REVOKE DELETE", "DROP POLICY manager_delete"]) {
      $0.tables[1].rules.allows.removeAll { $0.commands == [.delete] }
    },
    Change("a condition changed", ["ALTER POLICY clerk_update"]) {
      let index = $0.tables[1].rules.allows.firstIndex { $0.commands == [.update] } ?? 0
      $0.tables[1].rules.allows[index].condition = .compare(.column("status"), .equal, .literal(.text("draft")))
    },
    Change(
      "a requirement dropped", ["DROP VIEW", "DROP POLICY require_status", "CREATE VIEW", "ALTER VIEW", "GRANT SELECT"]
    ) {
      $0.tables[1].rules.requires = []
    },
    Change("a claim, which is no object", []) { $0.claims = [] },
  ]) func onlyWhatChangedIsGenerated(_ change: Change) throws {
    let snapshot = try Example.freight.snapshot
    var policy = Example.freight.policy
    change.edit(&policy)
    let (old, new) = (try Self.plan(Example.freight.policy, snapshot), try Self.plan(policy, snapshot))
    let statements = old.steps(to: new).map(\.step.statement.sql).filter { !$0.hasPrefix("SET LOCAL") }
    #expect(statements.count == change.statements.count, "\(statements)")
    for (statement, beginning) in zip(statements, change.statements) { #expect(statement.hasPrefix(beginning)) }
  }

  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let statements: [String]
    let edit: @Sendable (inout Policy) -> Void
    init(_ name: String, _ statements: [String], _ edit: @escaping @Sendable (inout Policy) -> Void) {
      (testDescription, self.statements, self.edit) = (name, statements, edit)
    }
  }

  /// Another type of key makes the identity anew, and with it every policy that asks it: each goes before, comes after.
  @Test func whatStandsOnTheIdentityGoesWithIt() throws {
    let snapshot = try Example.freight.snapshot
    var other = snapshot
    for table in other.tables.indices {
      for column in other.tables[table].columns.indices where other.tables[table].columns[column].name == "author_id" {
        other.tables[table].columns[column].type = "bigint"
      }
    }
    let (old, new) = (try Self.plan(Example.freight.policy, snapshot), try Self.plan(Example.freight.policy, other))
    let statements = old.steps(to: new).map(\.step.statement)
    let dropped = try #require(statements.firstIndex { $0 == .dropView(QualifiedName("bailiwick", "identity")) })
    let floors = statements.indices.filter { if case .dropPolicy("floor", _) = statements[$0] { true } else { false } }
    #expect(floors.count == new.locked.count && floors.allSatisfy { $0 < dropped })
  }

  @Test func nothingIsOpenBeforeItIsGuarded() throws {
    for example in Example.all {
      let plan = try Self.plan(example.policy, example.snapshot)
      var guarded: Set<QualifiedName> = []
      for step in Plan.empty.steps(to: plan).map(\.step.statement) {
        if case .alterTable(let table, .enableRowSecurity) = step { guarded.insert(table) }
        guard case .grant(_, let objects, _, _) = step else { continue }
        for case .relation(let name) in objects where plan.locked.contains(name) { #expect(guarded.contains(name)) }
      }
      #expect(guarded == plan.locked)
    }
  }

  /// The owners' policies are called after them; a role of the policy may have the same name.
  @Test(arguments: [Engine(.postgresql, 18, 0), Engine(.cockroachdb, 25, 4)])
  func aRoleMayBeCalledAsAnOwnerIs(_ engine: Engine) throws {
    var policy = Example.freight.policy
    policy.roles += [RoleClause("reader"), RoleClause("writer")]
    let open = Predicate.compare(.column("status"), .notEqual, .literal(.text("closed")))
    policy.tables[1].rules.allows += [
      AllowRule([.select, .delete], to: ["reader", "writer"]),
      AllowRule([.update], to: ["reader", "writer"], where: open, resulting: .anything),
    ]
    let snapshot = try Example.freight.snapshot
    let plan = try Plan(ResolvedPolicy(policy, in: snapshot), snapshot: snapshot, engine: engine)
    let names = plan.objects.flatMap(\.create).compactMap { step -> [String]? in
      if case .createPolicy(let policy) = step.statement { ["\(policy.table)", policy.name] } else { nil }
    }
    #expect(Set(names).count == names.count)
    #expect(names.contains(["app.shipments", "reader_select_bailiwick"]))
  }

  /// What the engine cannot enforce, each with the id of its refusal.
  @Test(arguments: [
    Refusal("AZ203", "a role's name of 64 bytes") { policy, _ in
      policy.roles.append(RoleClause(String(repeating: "x", count: 56)))
    },
    Refusal("AZ203", "a role named as an owner of ours") { policy, _ in policy.roles.append(RoleClause("_owner")) },
    Refusal("AZ203", "a policy named like the runtime schema") { policy, _ in policy.name = "bailiwick" },
    Refusal("AZ203", "a zero byte in a text") { policy, _ in
      policy.tables[1].rules.requires = [RequireRule(.compare(.column("status"), .equal, .literal(.text("a\u{0}"))))]
    },
    Refusal("AZ204", "a table with policies of its own") { _, snapshot in
      snapshot.tables[1].policies = [Definition("mine", "PERMISSIVE FOR ALL TO PUBLIC")]
    },
    Refusal("AZ202", "a snapshot that holds what was generated") { _, snapshot in
      snapshot.objects.append(SchemaObject(kind: "schema", name: "bailiwick", owner: "postgres"))
    },
    Refusal("AZ221", "a tenant whose spelling the collation ignores") { _, snapshot in
      loosen("tenant_id", of: "shipments", in: &snapshot)
    },
    Refusal("AZ221", "a person whose spelling the collation ignores") { _, snapshot in
      loosen("author_id", of: "notes", in: &snapshot)
    },
    Refusal("AZ221", "a condition on a column of such a collation") { _, snapshot in
      loosen("status", of: "shipments", in: &snapshot)
    },
    Refusal("AZ206", "a mask on a number") { policy, _ in
      policy.tables[1].rules.masks.append(MaskRule("weight_kg", with: .keepLast(1)))
    },
    // By one the row is found, by the other it may become what the first would not let it.
    Refusal("AZ220", "rows before and after that differ together") { policy, _ in
      let open = Predicate.compare(.column("status"), .equal, .literal(.text("open")))
      policy.tables[1].rules.allows.append(AllowRule([.update], to: ["viewer"], where: open))
    },
    Refusal("AZ207", "rows and columns that differ together") { policy, _ in
      policy.tables[1].rules.allows.append(
        AllowRule(
          [.update], to: ["viewer"], where: .compare(.column("status"), .equal, .literal(.text("closed"))),
          columns: ["reference"]))
    },
    // Whoever holds both has the column by one rule, and the rows by the other.
    Refusal("AZ207", "a column that one of two rules sees") { policy, _ in
      policy.roles.append(RoleClause("pricer"))
      policy.tables[1].rules.hides = [HideRule(["margin"], except: ["manager", "pricer"])]
      policy.tables[1].rules.masks = []
      policy.tables[1].rules.allows.append(
        AllowRule(
          [.update], to: ["pricer"], where: .compare(.column("status"), .equal, .literal(.text("closed"))),
          resulting: .anything))
    },
    Refusal("AZ201", "another engine") { _, snapshot in snapshot.engine = Engine(.postgresql, 14, 0) },
  ]) func whatCannotBeEnforcedIsRefused(_ refusal: Refusal) throws {
    var (policy, snapshot) = (Example.freight.policy, try Example.freight.snapshot)
    refusal.edit(&policy, &snapshot)
    let error = #expect(throws: DiagnosticsError.self) { try Self.plan(policy, snapshot) }
    #expect(error?.diagnostics.contains { $0.id == refusal.id } == true, "\(error?.diagnostics ?? [])")
  }

  private static func loosen(_ column: String, of table: String, in snapshot: inout SchemaSnapshot) {
    for (place, known) in snapshot.tables.enumerated() where known.name.name == table {
      for (index, known) in known.columns.enumerated() where known.name == column {
        snapshot.tables[place].columns[index].nondeterministic = true
      }
    }
  }

  /// What nothing asks about may be spelt in any way.
  @Test func aCollationMayIgnoreSpellingWhereNoRuleAsks() throws {
    var snapshot = try Example.freight.snapshot
    Self.loosen("contact_email", of: "shipments", in: &snapshot)
    #expect(snapshot != (try Example.freight.snapshot))
    _ = try Self.plan(Example.freight.policy, snapshot)
  }

  /// Two roles of a level are held at rows of their own: what one may see or make of its rows, the other may not of its own.
  @Test func rolesOfALevelLendNothing() throws {
    let example = try #require(Example.all.first { $0.name == "boards" })
    func refusals(_ allows: [AllowRule]) throws -> Set<String> {
      var policy = example.policy
      policy.roles.append(RoleClause("mate", at: "project"))
      let index = try #require(policy.tables.firstIndex { $0.patterns.contains("boards.tasks") })
      policy.tables[index].rules.allows.removeAll { $0.commands.contains(.select) || $0.commands.contains(.update) }
      policy.tables[index].rules.allows += allows
      do {
        _ = try Self.plan(policy, example.snapshot)
        return []
      } catch let error as DiagnosticsError { return Set(error.diagnostics.map(\.id)) }
    }
    let few = AllowRule([.select], to: ["reader"], columns: ["id", "project_id"])
    #expect(try refusals([few, AllowRule([.select], to: ["editor"])]) == ["AZ207"])
    #expect(try refusals([few, AllowRule([.select], to: ["owner"], columns: ["id"])]) == ["AZ207"])
    #expect(try refusals([AllowRule([.select], to: ["reader"]), AllowRule([.select], to: ["mate"])]) == [])
    let reads = AllowRule([.select], to: ["reader"])
    #expect(try refusals([reads, AllowRule([.update], to: ["editor", "mate"])]) == ["AZ220"])
    #expect(try refusals([reads, AllowRule([.update], to: ["reader", "editor"])]) == [])
    #expect(try refusals([reads, AllowRule([.update], to: ["mate", "owner"])]) == [])
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let id: String
    let testDescription: String
    let edit: @Sendable (inout Policy, inout SchemaSnapshot) -> Void
    init(_ id: String, _ what: String, _ edit: @escaping @Sendable (inout Policy, inout SchemaSnapshot) -> Void) {
      (self.id, testDescription, self.edit) = (id, what, edit)
    }
  }
}
