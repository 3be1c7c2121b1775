import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

/// A directory, asked by both renderings: what is proven, and what a weaker one shows.
@Suite(.serialized, .takesTurns) struct DirectoryProofTests {
  static let people = QualifiedName("crew", "people")

  static func example() throws -> Example { try #require(Example.all.first { $0.name == "directory" }) }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bindings: [BindClause]
    let major: Int
    var engine: Engine?
    let cells: Int
  }

  @Test(arguments: [
    Case(testDescription: "login", bindings: [BindClause(.login)], major: 15, cells: 2227),
    Case(testDescription: "session", bindings: [BindingProofTests.session], major: 18, cells: 2630),
    Case(
      testDescription: "login, for CockroachDB", bindings: [BindClause(.login)], major: 18,
      engine: CockroachProofTests.engine, cells: 1422),
    Case(
      testDescription: "session, for CockroachDB", bindings: [BindingProofTests.session], major: 15,
      engine: CockroachProofTests.engine, cells: 1618),
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
    /// What statements about persons and memberships say instead.
    var instead: [String: String] = [:]
    var tampering = ""
    var engine: Engine?
    /// Who sees or does more than the policy says; nil where somebody sees less.
    var leak: (caller: String, command: Command)?
    /// Whether the other layers hold what this one lets go, so that it shows in the catalog alone.
    var isHeld = false
  }

  static let ours = "crew_id = ANY (ARRAY(SELECT r.tenant_id FROM bailiwick.reach AS r))"

  @Test(arguments: [
    Mutant(
      testDescription: "everybody is found",
      instead: ["ARRAY(SELECT d.principal_id FROM bailiwick.directory_crew_people AS d)": "ARRAY[id]"],
      leak: ("member of A", .select)),
    Mutant(
      testDescription: "members of every tenant are found",
      tampering: """
        ALTER POLICY floor ON crew.memberships USING (true);
        ALTER POLICY directory_people ON crew.memberships USING (true);
        CREATE OR REPLACE VIEW bailiwick.directory_crew_people WITH (security_barrier) AS
          SELECT m.person_id AS principal_id FROM crew.memberships AS m WHERE m.left_at IS NULL
        """, leak: ("member of A", .select)),
    Mutant(
      testDescription: "members of every tenant, in the view alone",
      tampering: """
        CREATE OR REPLACE VIEW bailiwick.directory_crew_people WITH (security_barrier) AS
          SELECT m.person_id AS principal_id FROM crew.memberships AS m WHERE m.left_at IS NULL
        """, isHeld: true),
    Mutant(
      testDescription: "whoever has left is found",
      instead: [" AND m.left_at IS NULL": "", " AND left_at IS NULL": ""], leak: ("lead of A", .select)),
    Mutant(
      testDescription: "only whoever has left", instead: ["left_at IS NULL": "left_at IS NOT NULL"],
      leak: ("member of A", .select)),
    Mutant(testDescription: "nobody is found", tampering: "ALTER POLICY floor ON crew.people USING (false)"),
    Mutant(
      testDescription: "whoever is found may be changed",
      tampering: """
        ALTER POLICY floor_update ON crew.people USING (true) WITH CHECK (true);
        ALTER POLICY member_update ON crew.people USING (true) WITH CHECK (true)
        """, leak: ("member of A", .update)),
    Mutant(
      testDescription: "whoever is found may be changed, one layer of two",
      tampering: "ALTER POLICY floor_update ON crew.people USING (true) WITH CHECK (true)", isHeld: true),
    Mutant(
      testDescription: "members of every tenant are found, for CockroachDB",
      tampering: """
        ALTER POLICY floor ON crew.memberships USING (true);
        ALTER POLICY directory_people ON crew.memberships USING (true);
        CREATE OR REPLACE FUNCTION bailiwick.directory_crew_people() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
          AS 'SELECT array_agg(m.person_id) FROM crew.memberships AS m WHERE m.left_at IS NULL'
        """, engine: CockroachProofTests.engine, leak: ("member of A", .select)),
  ]) func aWeakerOneIsNoticed(_ mutant: Mutant) async throws {
    let example = try Self.example()
    var policy = example.policy
    policy.bindings = [BindClause(.login)]
    let report = try await Proof(
      example: example, installed: policy,
      misread: { statement in
        guard statement.contains("directory_") else { return statement }
        return mutant.instead.reduce(statement) { $0.replacing($1.key, with: $1.value) }
      }, tampering: mutant.tampering, engine: mutant.engine, only: [Self.people]
    ).report()
    #expect(!report.structure.isEmpty)
    if let leak = mutant.leak {
      #expect(
        report.disagreements.contains {
          $0.leak && $0.cell.caller == leak.caller && $0.cell.command == leak.command
        }, "\(report.disagreements.count): \(report.disagreements.prefix(3))")
    } else {
      #expect(report.disagreements.isEmpty == mutant.isHeld)
    }
  }
}
