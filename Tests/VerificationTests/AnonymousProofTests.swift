import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

/// Whoever comes without a person, asked by both renderings: what is proven, and what a weaker one shows.
@Suite(.serialized, .takesTurns) struct AnonymousProofTests {
  static let exhibitions = QualifiedName("gallery", "exhibitions")
  static let entries = QualifiedName("gallery", "entries")

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bindings: [BindClause]
    let major: Int
    var engine: Engine?
    var only: Set<QualifiedName>?
    let cells: Int
  }

  @Test(arguments: [
    Case(testDescription: "session", bindings: [BindingProofTests.session], major: 15, cells: 4985),
    Case(
      testDescription: "login beside session", bindings: [BindClause(.login), BindingProofTests.session], major: 18,
      only: [entries], cells: 2122),
    Case(testDescription: "login", bindings: [BindClause(.login)], major: 15, cells: 3539),
    Case(
      testDescription: "login, for CockroachDB", bindings: [BindClause(.login)], major: 18,
      engine: CockroachProofTests.engine, cells: 3228),
    Case(
      testDescription: "session, for CockroachDB", bindings: [BindingProofTests.session], major: 18,
      engine: CockroachProofTests.engine, cells: 5233),
    Case(testDescription: "setting", bindings: [BindClause(.setting)], major: 18, cells: 3865),
    Case(
      testDescription: "setting, for CockroachDB", bindings: [BindClause(.setting)], major: 15,
      engine: CockroachProofTests.engine, cells: 4041),
    Case(
      testDescription: "login beside setting", bindings: [BindClause(.login), BindClause(.setting)], major: 15,
      only: [entries], cells: 1866),
  ]) func itIsProven(_ what: Case) async throws {
    let example = try #require(Example.all.first { $0.name == "visitors" })
    var policy = example.policy
    policy.bindings = what.bindings
    let report = try await Proof(example: example, installed: policy, engine: what.engine, only: what.only)
      .report(major: what.major)
    #expect(report.disagreements.isEmpty, "\(report.disagreements.count): \(report.disagreements.prefix(3))")
    #expect(report.unproven.isEmpty, "\(report.unproven.prefix(3))")
    #expect(report.structure.isEmpty, "\(report.structure.prefix(3))")
    #expect(report.cells == what.cells)
    let asking =
      what.bindings.map(\.binding.kind) == [.login] ? "visitor of A, nobody's login" : "visitor of A, no person"
    #expect(
      report.counts.contains {
        $0.caller == asking && $0.command == .select && $0.count.allowed > 0
      })
  }

  /// A login without a person that is stopped, and is not.
  @Test(arguments: [
    ("n.active", "suspended"), ("n.expires_at > statement_timestamp()", "expired"),
    ("n.tenant_active", "tenant suspended"),
  ]) func aLoginThatIsNotStoppedIsNoticed(_ what: (condition: String, how: String)) async throws {
    let example = try #require(Example.all.first { $0.name == "visitors" })
    var policy = example.policy
    policy.bindings = [BindClause(.login)]
    let report = try await Proof(
      example: example, installed: policy,
      misread: { $0.hasPrefix(Self.view) ? $0.replacing(what.condition, with: "true") : $0 }, only: [Self.exhibitions]
    ).report(major: 18)
    #expect(report.disagreements.contains { $0.leak && $0.cell.caller == "visitor of A, nobody's login, \(what.how)" })
  }

  /// Settings that say less than they should, or two things at once, and are taken for a visitor's or a person's.
  @Test(
    arguments: [
      ("NULLIF(current_setting('bailiwick.anonymous', true), '') = 'true'", "person forgotten", nil),
      (
        "NULLIF(current_setting('bailiwick.anonymous', true), '') = 'true'", "said otherwise",
        CockroachProofTests.engine
      ),
      ("NULLIF(current_setting('bailiwick.principal', true), '') IS NULL", "beside a person", nil),
      ("NULLIF(current_setting('bailiwick.anonymous', true), '') IS NULL", "beside a person", nil),
    ] as [(String, String, Engine?)]) func whoeverForgetsThePersonIsNoVisitor(
      _ what: (condition: String, how: String, engine: Engine?)
    ) async throws
  {
    let example = try #require(Example.all.first { $0.name == "visitors" })
    var policy = example.policy
    policy.bindings = [BindClause(.setting)]
    let report = try await Proof(
      example: example, installed: policy,
      misread: { $0.contains("VIEW bailiwick.identity") ? $0.replacing(what.condition, with: "true") : $0 },
      engine: what.engine, only: [Self.exhibitions]
    ).report(major: 18)
    #expect(!report.structure.isEmpty)
    #expect(report.disagreements.contains { $0.leak && $0.cell.caller == Self.over(what.how) })
  }

  struct Mutant: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The statements that begin so say something else.
    let head: String
    let instead: [String: String]
    let table: QualifiedName
    var engine: Engine?
    let callers: [String]
    let command: Command
  }

  static func over(_ how: String) -> String { "visitor of A, no person, \(how)" }
  static let view = "CREATE VIEW bailiwick.identity"

  @Test(arguments: [
    Mutant(
      testDescription: "no person is everybody", head: "CREATE POLICY",
      instead: [
        "made_by = (SELECT i.principal_id FROM bailiwick.identity AS i)":
          "made_by IS NOT DISTINCT FROM coalesce((SELECT i.principal_id FROM bailiwick.identity AS i), made_by)"
      ], table: exhibitions, callers: ["visitor of A, no person"], command: .select),
    Mutant(
      testDescription: "a role of persons", head: view, instead: ["a.roles": "ARRAY['curator'] AS roles"],
      table: entries,
      callers: ["visitor of B, no person"], command: .select),
    Mutant(
      testDescription: "some person", head: view,
      instead: [
        "NULL AS principal_id": "(SELECT p.id FROM bailiwick.principals AS p ORDER BY 1 LIMIT 1) AS principal_id"
      ],
      table: exhibitions, callers: ["visitor of A, no person"], command: .select),
    Mutant(
      testDescription: "what is over is forgotten", head: view,
      instead: [
        "a.expires_at > statement_timestamp()": "true", "a.idle_at > statement_timestamp()": "true",
        "a.tenant_active": "true", "a.pool = SESSION_USER": "true",
      ], table: exhibitions, callers: ["expired", "idle", "tenant suspended", "on another pool"].map(over),
      command: .select),
    Mutant(
      testDescription: "expiry is forgotten, for CockroachDB", head: "CREATE OR REPLACE VIEW bailiwick.identity",
      instead: ["a.expires_at > statement_timestamp()": "true"], table: exhibitions,
      engine: CockroachProofTests.engine, callers: [over("expired")], command: .select),
  ]) func aWeakerOneIsNoticed(_ mutant: Mutant) async throws {
    let example = try #require(Example.all.first { $0.name == "visitors" })
    let report = try await Proof(
      example: example, installed: example.policy,
      misread: { statement in
        guard statement.hasPrefix(mutant.head) else { return statement }
        return mutant.instead.reduce(statement) { $0.replacing($1.key, with: $1.value) }
      }, engine: mutant.engine, only: [mutant.table]
    ).report()
    #expect(!report.structure.isEmpty)
    for caller in mutant.callers {
      #expect(
        report.disagreements.contains { $0.leak && $0.cell.caller == caller && $0.cell.command == mutant.command },
        "\(caller): \(report.disagreements.prefix(3))")
    }
  }
}
