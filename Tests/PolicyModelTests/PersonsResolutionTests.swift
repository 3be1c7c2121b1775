import Diagnostics
import PolicyModel
import SchemaModel
import TestSupport
import Testing

/// Persons across tenants, held against a schema: what such a table is, and what it cannot be.
@Suite struct PersonsResolutionTests {
  typealias Change = @Sendable (inout Policy, inout SchemaSnapshot) -> Void

  static func example() throws -> Example { try #require(Example.all.first { $0.name == "persons" }) }
  static func name(_ name: String) -> QualifiedName { QualifiedName("planner", name) }

  @Test func aTableHasATenantWhereSomethingGivesItOne() throws {
    let example = try Self.example()
    let resolved = try ResolvedPolicy(example.policy, in: example.snapshot)
    let reminders = try #require(resolved.table(Self.name("reminders")))
    #expect(reminders.classification == .owned(tenantColumn: "organisation_id", source: .column))
    #expect(reminders.personColumn == "user_id" && reminders.acrossTenants)
    #expect(reminders.references.map(\.kind) == [.insideTenant])
    let settings = try #require(resolved.table(Self.name("settings")))
    #expect(settings.classification == .personal(by: "user_id") && settings.tenantColumn == nil)
    #expect(settings.why == "the person in user_id stands instead of a tenant" && settings.basis == .named)
    // The key to a device carries the person.
    #expect(settings.references.isEmpty)
    #expect(settings.location.line > 0)
  }

  /// What a schema says in passing is for tables that say nothing themselves.
  @Test(arguments: [Ownership.shared, .internal, .inferred])
  func aSchemasLastWordIsNotForIt(_ ownership: Ownership) throws {
    let example = try Self.example()
    var policy = example.policy
    policy.schemas[0].ownerships.append(OwnershipClause(ownership))
    let resolved = try ResolvedPolicy(policy, in: example.snapshot)
    #expect(resolved.table(Self.name("settings"))?.classification == .personal(by: "user_id"))
  }

  @Test func aPartitionBelongsAsItsParentDoes() throws {
    let example = try Self.example()
    var snapshot = try example.snapshot
    var part = try #require(snapshot.table(Self.name("settings")))
    part.name = Self.name("settings_1")
    part.inherits = [Self.name("settings")]
    part.foreignKeys = []
    snapshot.tables.append(part)
    let resolved = try #require(ResolvedPolicy(example.policy, in: snapshot).table(part.name))
    #expect(resolved.classification == .personal(by: "user_id") && resolved.partOf == Self.name("settings"))
    #expect(resolved.personColumn == "user_id" && resolved.acrossTenants && resolved.rules.isEmpty)
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    let id: String
    let testDescription: String
    let change: Change
    init(_ id: String, _ what: String, _ change: @escaping Change) {
      (self.id, testDescription, self.change) = (id, what, change)
    }
  }

  @Test(arguments: [
    Wrong("AZ102", "a column that is not there") { policy, _ in
      policy.tables[2].rules.personal?.column = "usr_id"
    },
    Wrong("AZ111", "within the tenant, and across") { policy, _ in
      policy.tables.append(
        TablesClause(["planner.rem*"], rules: TableRules(personal: PersonalClause(column: "user_id"))))
    },
    Wrong("AZ127", "shared") { policy, _ in policy.tables[2].rules.ownership = OwnershipClause(.shared) },
    Wrong("AZ127", "internal") { policy, _ in
      policy.tables[2].rules.ownership = OwnershipClause(.internal)
      policy.tables[2].rules.allows = []
    },
    Wrong("AZ127", "the tenants") { policy, _ in
      policy.tenants.rules.personal = PersonalClause(column: "id", acrossTenants: true)
    },
    Wrong("AZ127", "a tenant that may be NULL") { _, snapshot in
      change("reminders", &snapshot) { $0.columns[1].notNull = false }
    },
    Wrong("AZ128", "a key to a tenant's row") { _, snapshot in
      change("settings", &snapshot) {
        $0.columns.append(Column("task_id", "uuid"))
        $0.foreignKeys.append(ForeignKey("settings_task_fkey", ["task_id"], name("tasks"), ["id"]))
      }
    },
    Wrong("AZ128", "a key to a tenant") { _, snapshot in
      change("settings", &snapshot) {
        $0.columns.append(Column("home", "uuid"))
        $0.foreignKeys.append(ForeignKey("settings_home_fkey", ["home"], name("organisations"), ["id"]))
      }
    },
    Wrong("AZ128", "a key to another person's row") { _, snapshot in
      change("settings", &snapshot) {
        $0.columns.append(Column("lender", "uuid"))
        $0.foreignKeys.append(
          ForeignKey("settings_lent_fkey", ["lender", "device"], name("devices"), ["user_id", "name"]))
      }
    },
    Wrong("AZ128", "a tenant's row with a key to a person's") { _, snapshot in
      change("tasks", &snapshot) {
        $0.columns.append(Column("assignee", "uuid"))
        $0.foreignKeys.append(ForeignKey("tasks_assignee_fkey", ["assignee"], name("settings"), ["user_id"]))
      }
    },
    Wrong("AZ129", "a role at a level") { policy, _ in
      policy.levels.append(LevelClause("task", in: "planner.tasks"))
      policy.roles.append(RoleClause("helper", at: "task"))
      policy.tables[1].rules.allows[0].roles.append("helper")
    },
    Wrong("AZ108", "no key to write by") { _, snapshot in
      change("settings", &snapshot) { $0.primaryKey = nil }
    },
  ]) func whatIsWrongIsNamed(_ wrong: Wrong) throws {
    let example = try Self.example()
    var (policy, snapshot) = (example.policy, try example.snapshot)
    wrong.change(&policy, &snapshot)
    let error = #expect(throws: DiagnosticsError.self) { try ResolvedPolicy(policy, in: snapshot) }
    #expect(Set(error?.diagnostics.map(\.id) ?? []) == [wrong.id], "\(error?.diagnostics ?? [])")
    #expect(
      error?.diagnostics.allSatisfy { $0.location.line > 0 || wrong.id == "AZ111" || wrong.id == "AZ127" } == true)
  }

  /// Where a reason is given, or nobody writes the rows, a key may lead to what is not the person's.
  @Test func whatIsNamedOrNeverWrittenMayLeadThere() throws {
    let example = try Self.example()
    var (policy, snapshot) = (example.policy, try example.snapshot)
    Self.change("tasks", &snapshot) {
      $0.columns.append(Column("assignee", "uuid"))
      $0.foreignKeys.append(ForeignKey("tasks_assignee_fkey", ["assignee"], Self.name("settings"), ["user_id"]))
    }
    policy.tables[0].rules.crossings = [CrossingRule("tasks_assignee_fkey", reason: "whoever is known may be asked")]
    let named = try ResolvedPolicy(policy, in: snapshot)
    #expect(
      named.table(Self.name("tasks"))?.references.map(\.kind) == [
        .crossing(reason: "whoever is known may be asked")
      ])
    policy.tables[0].rules.crossings = []
    policy.tables[0].rules.allows.removeAll { $0.commands == [.insert] }
    #expect(try ResolvedPolicy(policy, in: snapshot).table(Self.name("tasks"))?.references == [])
  }

  static func change(_ table: String, _ snapshot: inout SchemaSnapshot, _ edit: (inout Table) -> Void) {
    guard let index = snapshot.tables.firstIndex(where: { $0.name == name(table) }) else { return }
    edit(&snapshot.tables[index])
  }
}
