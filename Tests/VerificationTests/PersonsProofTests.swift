import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

/// Rows of a person across tenants, asked by both renderings: what is proven, and what a weaker one shows.
@Suite(.serialized, .takesTurns) struct PersonsProofTests {
  static let reminders = QualifiedName("planner", "reminders")
  static let settings = QualifiedName("planner", "settings")

  static func example() throws -> Example { try #require(Example.all.first { $0.name == "persons" }) }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bindings: [BindClause]
    let major: Int
    var engine: Engine?
    let cells: Int
  }

  @Test(arguments: [
    Case(testDescription: "login", bindings: [BindClause(.login)], major: 15, cells: 2803),
    Case(testDescription: "session", bindings: [BindingProofTests.session], major: 18, cells: 3807),
    Case(testDescription: "setting", bindings: [BindClause(.setting)], major: 15, cells: 2907),
    Case(
      testDescription: "login, for CockroachDB", bindings: [BindClause(.login)], major: 18,
      engine: CockroachProofTests.engine, cells: 2386),
    Case(
      testDescription: "session, for CockroachDB", bindings: [BindingProofTests.session], major: 15,
      engine: CockroachProofTests.engine, cells: 3317),
  ]) func everyBindingIsProven(_ what: Case) async throws {
    let example = try Self.example()
    var policy = example.policy
    policy.bindings = what.bindings
    let report = try await Proof(example: example, installed: policy, engine: what.engine, only: nil)
      .report(major: what.major)
    #expect(report.disagreements.isEmpty, "\(report.disagreements.count): \(report.disagreements.prefix(3))")
    #expect(report.unproven.isEmpty, "\(report.unproven.prefix(3))")
    #expect(report.structure.isEmpty, "\(report.structure.prefix(3))")
    #expect(report.cells == what.cells)
  }

  struct Mutant: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let table: QualifiedName
    /// What every policy and routine of the table says instead.
    var instead: [String: String] = [:]
    var tampering = ""
    var engine: Engine?
    /// Who sees or does more than the policy says; nil where somebody sees less.
    var leak: (caller: String, command: Command)?
    /// Whether the other layer holds what this one lets go, so that it shows in the catalog alone.
    var isHeld = false
  }

  static let mine = "user_id = (SELECT i.principal_id FROM bailiwick.identity AS i)"
  static let ours = "(organisation_id, user_id) = (SELECT i.tenant_id, i.principal_id FROM bailiwick.identity AS i)"

  @Test(arguments: [
    Mutant(
      testDescription: "the person is forgotten", table: reminders,
      instead: [mine: "EXISTS (SELECT FROM bailiwick.identity AS i)"], leak: ("member of A", .select)),
    Mutant(
      testDescription: "the tenant stands instead of the person", table: reminders,
      instead: [mine: "organisation_id = (SELECT i.tenant_id FROM bailiwick.identity AS i)"],
      leak: ("member of A", .select)),
    Mutant(
      testDescription: "the tenant stands beside the person", table: reminders,
      instead: [mine: "(\(ours))"]),
    Mutant(
      testDescription: "a new row of any tenant", table: reminders, instead: [ours: mine],
      leak: ("member of A", .insert)),
    Mutant(
      testDescription: "the tenant may be set", table: reminders,
      tampering: "GRANT UPDATE (organisation_id) ON planner.reminders TO persons_member",
      leak: ("member of A", .update)),
    Mutant(
      testDescription: "the person is forgotten where there is no tenant", table: settings,
      instead: [mine: "EXISTS (SELECT FROM bailiwick.identity AS i)"], leak: ("support of all", .select)),
    Mutant(
      testDescription: "whoever reaches all is everybody", table: settings,
      instead: [mine: "(\(mine) OR (SELECT i.reaches_all FROM bailiwick.identity AS i))"],
      leak: ("support of all", .select)),
    Mutant(
      testDescription: "who is not there is somebody", table: settings,
      instead: [mine: "EXISTS (SELECT FROM bailiwick.principals AS p WHERE p.id = user_id)"],
      tampering: "GRANT SELECT ON bailiwick.principals TO PUBLIC", leak: ("suspended member of A", .select)),
    Mutant(
      testDescription: "one layer of two", table: settings,
      tampering: "ALTER POLICY floor ON planner.settings USING (true) WITH CHECK (true)", isHeld: true),
    Mutant(
      testDescription: "a new row of any tenant, one layer of two", table: reminders,
      tampering: "DROP POLICY floor_insert ON planner.reminders", isHeld: true),
    Mutant(
      testDescription: "the person is forgotten, for CockroachDB", table: reminders,
      instead: ["user_id = bailiwick.acting_principal()": "true", " AND t.user_id = i.principal_id": ""],
      engine: CockroachProofTests.engine, leak: ("member of A", .update)),
    Mutant(
      testDescription: "the table may be updated, for CockroachDB", table: reminders,
      tampering: """
        GRANT UPDATE ON planner.reminders TO persons_member;
        CREATE POLICY member_update ON planner.reminders FOR UPDATE TO persons_member
          USING (user_id = bailiwick.acting_principal())
        """, engine: CockroachProofTests.engine, leak: ("member of A", .update)),
  ]) func aWeakerOneIsNoticed(_ mutant: Mutant) async throws {
    let example = try Self.example()
    var policy = example.policy
    policy.bindings = [BindClause(.login)]
    let table = "\(mutant.table)"
    let report = try await Proof(
      example: example, installed: policy,
      misread: { statement in
        guard statement.hasPrefix("CREATE POLICY") || statement.contains("FUNCTION planner_write."),
          statement.contains(" \(table) ")
        else { return statement }
        return mutant.instead.reduce(statement) { $0.replacing($1.key, with: $1.value) }
      }, tampering: mutant.tampering, engine: mutant.engine, only: [mutant.table]
    ).report()
    #expect(!report.structure.isEmpty)
    if let leak = mutant.leak {
      #expect(
        report.disagreements.contains {
          $0.leak && $0.cell.caller == leak.caller && $0.cell.command == leak.command
        }, "\(report.disagreements.count): \(report.disagreements.prefix(3))")
    } else {
      #expect(report.disagreements.isEmpty == mutant.isHeld)
      let unseen = report.disagreements.contains { !$0.leak && $0.cell.command == .select }
      #expect(unseen != mutant.isHeld)
    }
  }
}
