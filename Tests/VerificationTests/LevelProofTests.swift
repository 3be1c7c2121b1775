import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

/// Roles that are held at a level below the tenant.
@Suite(.serialized, .takesTurns) struct LevelProofTests {
  static let boards = Example.all.first { $0.name == "boards" }

  static let mutants: [(String, String, String, String)] = [
    ("any role of the level does", "h.\"role\" = ANY (ARRAY['editor'])", "true", "level roles of A, apart"),
    (
      "whatever it is at", "project_id = ANY (ARRAY(SELECT h.level_id", "project_id <> ALL (ARRAY(SELECT h.level_id",
      "editor of A"
    ),
  ]

  @Test(arguments: mutants) func aWeakerRuleLeaks(_ mutant: (String, String, String, String)) async throws {
    let example = try #require(Self.boards)
    let report = try await Proof(
      example: example, installed: example.policy,
      misread: { $0.hasPrefix("CREATE POLICY editor_") ? $0.replacing(mutant.1, with: mutant.2) : $0 },
      only: [QualifiedName("boards", "tasks")]
    ).report()
    #expect(report.disagreements.contains { $0.leak && $0.cell.caller == mutant.3 }, "\(mutant.0)")
    #expect(!report.structure.isEmpty)
  }

  /// Everybody has rows for roles that they do not hold, as a role leaves them that was taken away by hand. By login the
  /// policies are those of database roles as well; whoever shares a login has nothing else before the rows.
  @Test func whatARoleLeftBehindOpensNothing() async throws {
    let example = try #require(Self.boards)
    var policy = example.policy
    policy.bindings = [BindingProofTests.session]
    let gate = " AND h.\"role\" = ANY (s.roles)"
    let report = try await Proof(
      example: example, installed: policy,
      misread: { $0.hasPrefix("CREATE VIEW bailiwick.holdings ") ? $0.replacing(gate, with: "") : $0 },
      only: [QualifiedName("boards", "tasks")]
    ).report()
    #expect(report.disagreements.contains { $0.leak && $0.cell.caller.hasPrefix("member of A") })
  }

  @Test func whatLiesAtNoLevelTakesNoSuchRole() throws {
    let example = try #require(Self.boards)
    var policy = example.policy
    policy.tenants.rules.allows[0].roles = ["reader"]
    #expect(throws: (any Error).self) { try ResolvedPolicy(policy, in: example.snapshot) }
    policy = example.policy
    policy.roles = policy.roles.map {
      $0.name == "editor" ? RoleClause("editor", inherits: ["member"], at: "project") : $0
    }
    #expect(throws: (any Error).self) { try ResolvedPolicy(policy, in: example.snapshot) }
    policy = example.policy
    policy.roles = policy.roles.map {
      $0.name == "editor" ? RoleClause("editor", inherits: ["reader"], at: "projekt") : $0
    }
    #expect(throws: (any Error).self) { try ResolvedPolicy(policy, in: example.snapshot) }
  }
}
