import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

/// Rows that are at a level by their parents: of one, of two in a row, and of one that may be at none.
@Suite(.serialized, .takesTurns) struct LevelPathProofTests {
  static let comments = QualifiedName("boards", "comments")
  static let further = ["stamps", "notes"].map { QualifiedName("boards", $0) }
  static let schema = """
    CREATE TABLE boards.stamps (
      id uuid PRIMARY KEY, team_id uuid NOT NULL REFERENCES boards.teams (id), kind text NOT NULL,
      comment_id uuid NOT NULL REFERENCES boards.comments (id)
    );
    CREATE TABLE boards.notes (
      id uuid PRIMARY KEY, team_id uuid NOT NULL REFERENCES boards.teams (id), text text NOT NULL,
      file_id uuid NOT NULL REFERENCES boards.files (id)
    );
    """

  static func example() throws -> Example { try #require(Example.all.first { $0.name == "boards" }) }

  @Test(
    arguments: [
      (nil, [BindClause(.login)], 15), (nil, [BindingProofTests.session], 18),
      (CockroachProofTests.engine, [BindClause(.login)], 18),
    ] as [(Engine?, [BindClause], Int)])
  func aWayIsAsLongAsItIs(_ engine: Engine?, _ bindings: [BindClause], _ major: Int) async throws {
    let example = try Self.example()
    var policy = example.policy
    policy.bindings = bindings
    policy.tables.append(
      TablesClause(
        Self.further.map(\.description),
        rules: TableRules(allows: [
          AllowRule([.select, .insert], to: ["reader"]), AllowRule([.update, .delete], to: ["editor"]),
        ])))
    let report = try await Proof(
      example: example, installed: policy, schema: example.sql + Self.schema, engine: engine,
      only: Set(Self.further + [Self.comments])
    ).report(major: major)
    #expect(report.disagreements.isEmpty, "\(report.disagreements.count): \(report.disagreements.prefix(3))")
    #expect(report.unproven.isEmpty, "\(report.unproven.prefix(3))")
    #expect(report.structure.isEmpty, "\(report.structure.prefix(3))")
    #expect(report.allowed > 100)
  }

  @Test(arguments: [
    ("CREATE VIEW bailiwick.placed_", "p1.project_id = h.level_id", "true", "reader of A"),
    ("CREATE POLICY editor_", "v.\"role\" = ANY (ARRAY['editor'])", "true", "level roles of A, apart"),
  ])
  func aWeakerWayLeaks(_ head: String, _ said: String, _ instead: String, _ caller: String) async throws {
    let example = try Self.example()
    let report = try await Proof(
      example: example, installed: example.policy,
      misread: { $0.hasPrefix(head) ? $0.replacing(said, with: instead) : $0 }, only: [Self.comments]
    ).report()
    #expect(
      report.disagreements.contains { $0.leak && $0.cell.caller == caller },
      "\(report.disagreements.count): \(report.disagreements.prefix(3))")
    #expect(!report.structure.isEmpty)
  }
}
