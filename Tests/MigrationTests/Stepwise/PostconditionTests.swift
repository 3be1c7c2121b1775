import Catalog
import Database
import Enforcement
import PolicyModel
import SQLSyntax
import Sandbox
import SchemaModel
import TestSupport
import Testing
import Verification

@testable import Migration

/// What a file says about its statements, read back, and held against the catalog.
@Suite(.takesTurns) struct PostconditionTests {
  private static func plan(_ example: Example) throws -> Plan {
    try Plan(
      ResolvedPolicy(example.policy, in: example.snapshot), snapshot: example.snapshot,
      engine: Engine(.cockroachdb, 25, 4))
  }

  /// Every statement of a file has the postcondition of the step that wrote it.
  @Test(arguments: Example.all) func theFileSaysWhatThePlanSays(_ example: Example) throws {
    let plan = try Self.plan(example)
    for (steps, direction) in [(Plan.empty.steps(to: plan), Direction.up), (plan.steps(to: .empty), .down)] {
      let text = MigrationText.render(steps, policy: example.name, direction: direction, dialect: .cockroachdb)
      let parts = steps.flatMap(\.step.statement.parts)
      let statements = ScriptReader.statements(of: text)
      #expect(statements.map(\.bare) == parts.map { $0.sql(for: .cockroachdb) })
      #expect(statements.map(\.postcondition) == parts.map(\.postcondition))
      #expect(!parts.map(\.postcondition).contains(nil))
    }
  }

  static let hostile = [
    "a b", "a, no role b", "-", "*", "public", "%41", "\"", "'; DROP", "line\nline", "ö", "a+b.c", "no",
  ]

  @Test(arguments: hostile) func namesCannotSaySomethingElse(_ name: String) {
    let table = QualifiedName(name, name)
    let head = CatalogFact.PolicyHead(
      RowPolicy(name, on: table, for: .all, to: [.role(name), .everybody], using: .bool(true), check: nil))
    let subjects: [CatalogFact.Subject] = [
      .role(name), .membership(of: name, member: name), .schema(name), .relation(table), .index(table),
      .column(table, name), .notNull(table, name), .columnDefault(table, name), .constraint(table, name),
      .policyName(table, name), .trigger(table, name), .policy(head), .routine(table, arguments: 2),
      .owner(.schema(name), name),
      .owner(.relation(table), name), .owner(.routine(table, arguments: 0), name), .rowSecurity(table),
      .forcedRowSecurity(table), .privileges([.select, .insert], [table, table], [name, "x"]),
      .privileges([], [table], [name]),
    ]
    for holds in [true, false] {
      let written = Postcondition.facts(subjects.map { CatalogFact($0, holds: holds) })
      let line = PostconditionLine.line(written) ?? ""
      #expect(!line.contains("\n"))
      #expect(PostconditionLine.postcondition(line) == written)
    }
  }

  @Test(arguments: [
    "", "again", "-- after:", "-- after: ", "-- after: Again", "-- after: again ", "-- after: role",
    "-- after: role a b",
    "-- after: role a,role b", "-- after: role a, ", "-- after: role %4", "-- after: role %61", "-- after: role %C3",
    "-- after: role %ff", "-- after: no no role a", "-- after: routine a.b +2",
    "-- after: policy a.b p other ALL using - *",
    "-- after: privileges all a.b c", "-- after: relation a", "--  after: again", "-- after: rows\r",
  ]) func otherTextIsNoPostcondition(_ line: String) {
    #expect(PostconditionLine.postcondition(line) == nil)
  }

  /// A policy's own text cannot take the place of the line.
  @Test func aPurposeIsNoPostcondition() throws {
    let step = Step(
      .createView(QualifiedName("a", "b"), Query([.init(.bool(true))])), "x -- after: role admin after: rows")
    let text = MigrationText.render(
      [LayeredStep(layer: .views, step: step)], policy: "p\n-- after: rows", direction: .up, dialect: .cockroachdb)
    #expect(ScriptReader.statements(of: text).map(\.postcondition) == [.repeatable])
  }

  /// Before a statement its facts do not all hold, after it they do: up and down, on both majors.
  @Test(arguments: Example.all, TestServer.majors)
  func theCatalogDecides(_ example: Example, _ major: Int) async throws {
    let sandbox = try await TestServer.start(for: "postconditions \(example)", major: major)
    try await sandbox.withDatabase("work") { connection, _ in
      _ = try await connection.script(example.sql)
      for direction in Direction.allCases {
        let file = try example.read("cockroachdb-25.4.\(direction.rawValue).sql")
        for statement in ScriptReader.statements(of: file) {
          guard case .facts(let facts)? = statement.postcondition else {
            _ = try await connection.script(StandIn.rewritten(statement.bare + ";", database: "work"))
            continue
          }
          let before = try await holds(facts, connection)
          _ = try await connection.script(StandIn.rewritten(statement.bare + ";", database: "work"))
          let after = try await holds(facts, connection)
          // The first owner has another name here, and what nobody held is gone before it is taken.
          let isOwner = statement.bare.hasSuffix(" OWNER TO root")
          #expect(after != isOwner, "\(statement.bare)")
          #expect(!before || statement.words.first == "revoke", "\(statement.bare)")
        }
      }
    }
  }

  private func holds(_ facts: [CatalogFact], _ connection: Connection) async throws -> Bool {
    try await connection.run(CatalogFact.query(facts)).rows == [["t"]]
  }
}
