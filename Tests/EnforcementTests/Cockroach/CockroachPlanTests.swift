import Diagnostics
import Enforcement
import PolicyModel
import SQLSyntax
import SchemaModel
import TestSupport
import Testing

/// What the plan for CockroachDB is, beyond the files that are kept.
@Suite struct CockroachPlanTests {
  @Test(arguments: Example.all) func nothingIsOpenBeforeItIsGuarded(_ example: Example) throws {
    let plan = try CockroachPlan.of(example)
    var guarded: Set<QualifiedName> = []
    for step in Plan.empty.steps(to: plan).map(\.step.statement) {
      if case .alterTable(let table, .enableRowSecurity) = step { guarded.insert(table) }
      guard case .grant(_, let objects, _, _) = step else { continue }
      for case .relation(let name) in objects where plan.locked.contains(name) { #expect(guarded.contains(name)) }
    }
    #expect(guarded == plan.locked)
  }

  static let veiling = Example.all.filter { example in
    example.policy.tables.contains { !$0.rules.hides.isEmpty || !$0.rules.masks.isEmpty }
  }

  /// Whoever reads or writes through views and routines holds nothing on the tables below them.
  @Test(arguments: veiling) func veiledTablesAreReadByViewsAlone(_ example: Example) throws {
    let policy = try ResolvedPolicy(example.policy, in: example.snapshot)
    let plan = try CockroachPlan.of(example)
    let veiled = Set(policy.tables.filter { !$0.hidden.isEmpty || !$0.masked.isEmpty }.map(\.name))
    #expect(!veiled.isEmpty)
    for fact in plan.grants.keys {
      #expect(fact.column == nil)
      guard case .relation(let name) = fact.object, veiled.contains(name) else { continue }
      #expect(fact.privilege == .insert || fact.role.contains("__"), "\(fact.role) \(fact.privilege) \(name)")
    }
  }

  @Test func nothingChangedGeneratesNothing() throws {
    let plan = try CockroachPlan.of(.freight)
    #expect(plan.steps(to: plan).isEmpty)
  }

  /// What CockroachDB cannot enforce, each with the id of its refusal.
  @Test(arguments: [
    PlanTests.Refusal("AZ208", "a deletion that sets a reference to NULL") { _, snapshot in
      snapshot.edit("shipment_events") { $0.foreignKeys[0].onDelete = .setNull }
    },
    PlanTests.Refusal("AZ209", "a key that waits for the end of the transaction") { _, snapshot in
      snapshot.edit("shipment_events") { $0.foreignKeys[0].deferrable = true }
    },
    PlanTests.Refusal("AZ210", "a hidden column with a default that is no constant") { policy, _ in
      policy.tables[1].rules.hides.append(HideRule(["created_at"], except: ["manager"]))
    },
    PlanTests.Refusal("AZ210", "an insert that lists columns and leaves out a computed default") { policy, _ in
      policy.tables[2].patterns = ["app.shipment_events"]
      policy.tables[2].rules.allows = [AllowRule([.insert], to: ["clerk"], columns: ["shipment_id", "kind"])]
    },
    PlanTests.Refusal("AZ211", "a routine for a table without a key") { policy, snapshot in
      snapshot.edit("countries") { $0.primaryKey = nil }
      policy.tables[0].rules.allows.append(AllowRule([.update], to: ["clerk"], columns: ["name"]))
    },
    PlanTests.Refusal("AZ222", "a routine that sets what a condition is computed from") { policy, snapshot in
      let place = snapshot.tables.firstIndex { $0.name.name == "shipments" } ?? 0
      snapshot.tables[place].columns.append(
        Column("heavy", "boolean", generated: true, generationExpression: "(weight_kg > (100)::numeric)"))
      policy.tables[1].rules.requires.append(
        RequireRule(.compare(.column("heavy"), .equal, .literal(.bool(false)))))
    },
    PlanTests.Refusal("AZ212", "a routine for a column of a type that CockroachDB lacks") { _, snapshot in
      snapshot.edit("shipments") { table in
        for index in table.columns.indices where table.columns[index].name == "weight_kg" {
          table.columns[index].type = "tsrange"
        }
      }
    },
    PlanTests.Refusal("AZ203", "a role's name that would be folded") { policy, _ in
      policy.roles.append(RoleClause("Supervisor"))
    },
    PlanTests.Refusal("AZ203", "a schema that routines were to live in") { _, snapshot in
      snapshot.objects.append(SchemaObject(kind: "schema", name: "app_write", owner: "postgres"))
    },
    // Of a table and its column, or of another table and what is done to it: shipments_set_x_delete.
    PlanTests.Refusal("AZ203", "two routines of one name") { policy, snapshot in
      policy.tables.append(TablesClause(["app.shipments_set_x"], rules: policy.tables[1].rules))
      policy.tables[1].rules.hides.append(HideRule(["x_delete"], except: ["manager"]))
      for var table in snapshot.tables where table.name.name == "shipments" {
        table.name = QualifiedName("app", "shipments_set_x")
        snapshot.tables.append(table)
      }
      snapshot.edit("shipments") { $0.columns.append(Column("x_delete", "text")) }
    },
  ]) func whatCannotBeEnforcedIsRefused(_ refusal: PlanTests.Refusal) throws {
    var (policy, snapshot) = (Example.freight.policy, try Example.freight.snapshot)
    refusal.edit(&policy, &snapshot)
    let error = #expect(throws: DiagnosticsError.self) { try CockroachPlan.of(policy, snapshot) }
    #expect(error?.diagnostics.contains { $0.id == refusal.id } == true, "\(error?.diagnostics ?? [])")
  }

  @Test(arguments: [(25, 3), (26, 2), (24, 3)]) func otherVersionsAreRefused(_ major: Int, _ minor: Int) throws {
    let snapshot = try Example.freight.snapshot
    let resolved = try ResolvedPolicy(Example.freight.policy, in: snapshot)
    let error = #expect(throws: DiagnosticsError.self) {
      try Plan(resolved, snapshot: snapshot, engine: Engine(.cockroachdb, major, minor))
    }
    #expect(error?.diagnostics.map(\.id) == ["AZ201"])
  }

  /// A rule that lists columns is carried out by a routine, and its inserts leave the other columns alone.
  @Test func listedColumnsAreHeldByRoutinesAndChecks() throws {
    var policy = Example.freight.policy
    policy.tables[2].rules.allows += [
      AllowRule([.update], to: ["clerk"], columns: ["kind"]),
      AllowRule([.insert], to: ["viewer"], columns: ["id", "shipment_id", "kind", "occurred_at"]),
    ]
    policy.tables[2].patterns = ["app.shipment_events"]
    policy.tables.append(TablesClause(["app.event_photos"], rules: TableRules()))
    let statements = Plan.empty.steps(to: try CockroachPlan.of(policy, Example.freight.snapshot))
      .map { $0.step.statement.sql(for: .cockroachdb) }
    #expect(statements.contains { $0.contains("app_write.shipment_events_update(p_id UUID, p_kind TEXT)") })
    let update = statements.filter { $0.hasPrefix("GRANT") && $0.contains("UPDATE") }
    #expect(update.allSatisfy { !$0.contains("app.shipment_events TO freight_clerk") }, "\(update)")
    let check = statements.first { $0.hasPrefix("CREATE POLICY IF NOT EXISTS viewer_insert ON app.shipment_events") }
    #expect(check?.contains("WITH CHECK (tenant_id = bailiwick.acting_tenant() AND seq = 0)") == true, "\(check ?? "")")
  }
}

extension SchemaSnapshot {
  /// Changes one table of the schema app.
  fileprivate mutating func edit(_ name: String, _ change: (inout Table) -> Void) {
    for index in tables.indices where tables[index].name.name == name { change(&tables[index]) }
  }
}
