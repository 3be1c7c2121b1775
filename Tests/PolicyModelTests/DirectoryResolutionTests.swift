import Diagnostics
import PolicyModel
import SchemaModel
import TestSupport
import Testing

/// Directories, held against a schema: what one is, and what it cannot be.
@Suite struct DirectoryResolutionTests {
  typealias Change = @Sendable (inout Policy, inout SchemaSnapshot) -> Void

  static func example() throws -> Example { try #require(Example.all.first { $0.name == "directory" }) }
  static func name(_ name: String) -> QualifiedName { QualifiedName("crew", name) }
  static let left = Predicate.isNull(.column("left_at"))

  @Test func theOneKeyThatLeadsToPersonsSaysWhoAMemberIs() throws {
    let example = try Self.example()
    let people = try #require(ResolvedPolicy(example.policy, in: example.snapshot).table(Self.name("people")))
    let found = try #require(people.directory)
    #expect((found.members, found.person) == (Self.name("memberships"), "person_id"))
    #expect(found.condition == Self.left && found.location.line > 0)
    #expect(people.classification == .personal(by: "id"))
  }

  /// Where no key leads anywhere, `Members` for the same table says it, and what the clause names comes first.
  @Test func aClauseSaysItWhereNoKeyDoes() throws {
    let example = try Self.example()
    var snapshot = try example.snapshot
    Self.change("memberships", &snapshot) { $0.foreignKeys.removeAll { $0.name == "memberships_person_fkey" } }
    var policy = example.policy
    policy.tables[1].rules.crossings = []
    policy.tables[0].rules.directory?.person = "person_id"
    #expect(try ResolvedPolicy(policy, in: snapshot).table(Self.name("people"))?.directory?.person == "person_id")
    policy.tables[0].rules.directory?.person = nil
    Self.change("memberships", &snapshot) { $0.columns.append(Column("leads", "boolean", notNull: true)) }
    policy.members = [
      MembersClause(in: "crew.memberships", person: "person_id", tenant: "crew_id", flags: ["leads": "lead"])
    ]
    policy.tables[1].rules.allows = []
    #expect(try ResolvedPolicy(policy, in: snapshot).table(Self.name("people"))?.directory?.person == "person_id")
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    let id: String
    let testDescription: String
    let change: Change
    init(_ id: String, _ what: String, _ change: @escaping Change) {
      (self.id, testDescription, self.change) = (id, what, change)
    }
  }

  static func directory(_ edit: @escaping @Sendable (inout DirectoryClause) -> Void) -> Change {
    { policy, _ in
      guard var clause = policy.tables[0].rules.directory else { return }
      edit(&clause)
      policy.tables[0].rules.directory = clause
    }
  }

  @Test(arguments: [
    Wrong("AZ101", "a table that is not there", directory { $0.table = "crew.membership" }),
    Wrong("AZ102", "a column that is not there", directory { $0.person = "persn_id" }),
    Wrong("AZ102", "a condition on such a column", directory { $0.condition = .isNull(.column("gone")) }),
    Wrong("AZ112", "a column of another type", directory { $0.person = "left_at" }),
    Wrong(
      "AZ112", "a condition that does not fit",
      directory { $0.condition = .compare(.column("left_at"), .equal, .literal(.bool(true))) }),
    Wrong("AZ135", "itself", directory { $0.table = "crew.people" }),
    Wrong("AZ135", "the tenants", directory { $0.table = "crew.crews" }),
    Wrong(
      "AZ135", "the caller's tenant", directory { $0.condition = .compare(.column("crew_id"), .equal, .tenant) }),
    Wrong("AZ135", "the caller", directory { $0.condition = .compare(.column("person_id"), .equal, .me) }),
    Wrong("AZ111", "two directories") { policy, _ in
      policy.tables.append(
        TablesClause(["crew.peo*"], rules: TableRules(directory: DirectoryClause(of: "crew.memberships"))))
    },
    Wrong("AZ135", "persons of tenants") { policy, _ in
      policy.tables[1].rules.directory = DirectoryClause(
        of: "crew.memberships", location: SourceLocation(file: "Policy.swift", line: 1, column: 1))
    },
    Wrong("AZ135", "shared persons") { policy, _ in
      policy.tables[0].rules.personal = nil
      policy.tables[0].rules.ownership = OwnershipClause(.shared)
    },
    Wrong("AZ135", "shared memberships") { policy, _ in
      policy.tables[1].rules.ownership = OwnershipClause(.shared)
    },
    Wrong("AZ135", "memberships of one person each") { policy, _ in
      policy.tables[1].rules.personal = PersonalClause(column: "person_id")
    },
    Wrong("AZ135", "several rows for each person") { _, snapshot in
      change("people", &snapshot) { $0.primaryKey = Key("people_pkey", ["id", "name"]) }
    },
    Wrong("AZ135", "no key that leads to persons") { policy, snapshot in
      policy.tables[1].rules.crossings = []
      change("memberships", &snapshot) { $0.foreignKeys.removeAll { $0.name == "memberships_person_fkey" } }
    },
    Wrong("AZ135", "two of them") { policy, snapshot in
      policy.tables[1].rules.crossings.append(CrossingRule("invited_fkey", reason: "whoever invites is known"))
      change("memberships", &snapshot) {
        $0.columns.append(Column("invited_by", "uuid"))
        $0.foreignKeys.append(ForeignKey("invited_fkey", ["invited_by"], name("people"), ["id"]))
      }
    },
    Wrong("AZ135", "a role without a person") { policy, _ in
      policy.roles.append(RoleClause("visitor", anonymous: true))
      policy.tables[0].rules.allows[0].roles.append("visitor")
    },
  ]) func whatIsWrongIsNamed(_ wrong: Wrong) throws {
    let example = try Self.example()
    var (policy, snapshot) = (example.policy, try example.snapshot)
    wrong.change(&policy, &snapshot)
    let error = #expect(throws: DiagnosticsError.self) { try ResolvedPolicy(policy, in: snapshot) }
    #expect(Set(error?.diagnostics.map(\.id) ?? []) == [wrong.id], "\(error?.diagnostics ?? [])")
    #expect(error?.diagnostics.allSatisfy { $0.location.line > 0 || wrong.id == "AZ111" } == true)
  }

  static func change(_ table: String, _ snapshot: inout SchemaSnapshot, _ edit: (inout Table) -> Void) {
    guard let index = snapshot.tables.firstIndex(where: { $0.name == name(table) }) else { return }
    edit(&snapshot.tables[index])
  }
}
