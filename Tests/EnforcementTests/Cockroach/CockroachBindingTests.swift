import Enforcement
import PolicyModel
import SQLSyntax
import SchemaModel
import TestSupport
import Testing

/// Sessions and settings for CockroachDB: what stands in the statements, for every example whatever binds it.
@Suite struct CockroachBindingTests {
  static let session = BindClause(.session(SessionWindow(lifetime: .hours(12), idle: .minutes(30))))
  static let bindings = [
    [session], [BindClause(.login), session], [BindClause(.setting)], [BindClause(.login), BindClause(.setting)],
  ]

  static let cases = Example.all.flatMap { example in bindings.filter(example.takes).map { (example, $0) } }

  static func plan(_ example: Example, _ bindings: [BindClause]) throws -> Plan {
    var policy = example.policy
    policy.bindings = bindings
    return try CockroachPlan.of(policy, example.snapshot)
  }

  static func statements(_ plan: Plan) -> [String] {
    (Plan.empty.steps(to: plan) + plan.steps(to: .empty)).map { $0.step.statement.sql(for: .cockroachdb) }
      .filter { !$0.isEmpty }
  }

  @Test(arguments: cases)
  func everyStatementHasAForm(_ example: Example, _ bindings: [BindClause]) throws {
    let syntax = try CockroachSyntax()
    for text in Self.statements(try Self.plan(example, bindings)) {
      // Only what has no body is several statements in one text.
      for statement in text.contains("$$") ? [text] : text.split(separator: ";\n").map(String.init) {
        let taken = syntax.takes(statement)
        #expect(taken, "\(statement)")
      }
    }
  }

  /// No settings on routines, no words that its PL/pgSQL lacks, no key that carries an array.
  @Test(arguments: cases)
  func nothingIsAskedThatItLacks(_ example: Example, _ bindings: [BindClause]) throws {
    for statement in Self.statements(try Self.plan(example, bindings)) {
      for word in ["PERFORM", "FOUND", "SET search_path", "PARALLEL", "NULLS NOT DISTINCT", "EXECUTE '", "OPERATOR("] {
        #expect(!statement.contains(word), "\(statement)")
      }
      #expect(!statement.hasPrefix("CREATE POLICY") || !statement.contains("(SELECT "), "\(statement)")
      #expect(!statement.contains("FOREIGN KEY") || !statement.contains("roles\")"), "\(statement)")
    }
  }
}
