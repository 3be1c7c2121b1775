import Enforcement
import SQLSyntax
import TestSupport
import Testing

/// Every statement that is generated for CockroachDB has a form that its parser takes; and the forms are no wider than what
/// the parser was asked.
@Suite struct CockroachSyntaxTests {
  private static let read = Result { try CockroachSyntax() }
  let syntax: CockroachSyntax

  init() throws { syntax = try Self.read.get() }

  @Test(arguments: Example.all, ["up", "down"])
  func everyGeneratedStatementHasAForm(_ example: Example, _ direction: String) throws {
    let blocks = try example.read("cockroachdb-25.4.\(direction).sql").split(separator: "\n\n")
    var count = 0
    for block in blocks {
      let lines = block.split(separator: "\n").drop { $0.hasPrefix("--") }
      guard !lines.isEmpty else { continue }
      let statement = lines.joined(separator: "\n")
      #expect(statement.hasSuffix(";"))
      let taken = syntax.takes(String(statement.dropLast()))
      #expect(taken, "\(statement)")
      count += 1
    }
    #expect(count > 40)
  }

  /// What provisioning sends about the logins of services; PostgreSQL's one statement has none of these forms.
  @Test func loginsOfServicesHaveForms() {
    let create = LoginStatement.create(
      "bw_a", verifier: "SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy", memberOf: ["pool"])
    let changes = [create, .verifier("bw_a", "x"), .allow("bw_a", false), .drop("bw_a")]
    for statement in changes.flatMap({ $0.statements(for: .cockroachdb) })
      + [SessionStatement.cancelAll(of: "bw_a").sql(for: .cockroachdb)]
    {
      let taken = syntax.takes(statement)
      #expect(taken, "\(statement)")
    }
    let taken = syntax.takes(create.sql)
    #expect(!taken)
  }

  @Test func whatWasAcceptedHasItsForm() {
    for form in syntax.forms {
      #expect(form.examples.contains { $0.source != "unasked" })
      for example in form.examples {
        let taken = syntax.matches(SQLToken.tokens(of: example.statement), form.pattern)
        #expect(taken, "\(example.statement)")
      }
    }
  }

  @Test func whatWasRefusedHasNone() {
    #expect(syntax.refused.count == 57)
    for statement in syntax.refused {
      let taken = syntax.takes(statement)
      #expect(!taken, "\(statement)")
    }
  }

  /// A word in a form that no statement below it shows would let through what nobody asked.
  @Test func noFormIsWiderThanItsRows() {
    var everywhere: Set<String> = []
    for form in syntax.forms {
      let shown = form.examples.reduce(into: Set<String>()) { words, example in
        words.formUnion(Self.words(of: SQLToken.tokens(of: example.statement)))
      }
      #expect(form.pattern.words.subtracting(shown) == [], "\(form.examples)")
      everywhere.formUnion(shown)
    }
    for (name, rule) in syntax.rules {
      #expect(rule.words.subtracting(everywhere) == [], "rule \(name)")
      for other in rule.rules where !other.hasPrefix("$") {
        #expect(
          syntax.rules[other] != nil || ["name", "string", "number", "condition"].contains(other), "rule \(other)")
      }
    }
  }

  /// Statements that were accepted, each with something that no row shows.
  @Test(arguments: [
    "CREATE ROLE IF NOT EXISTS clerk WITH LOGIN", "CREATE ROLE clerk NOLOGIN NOBYPASSRLS", "ALTER ROLE clerk LOGIN",
    "DROP ROLE IF EXISTS clerk CASCADE", "GRANT viewer TO clerk WITH ADMIN OPTION",
    "REVOKE EXECUTE ON FUNCTION app.f(INT8) FROM PUBLIC CASCADE", "GRANT EXECUTE ON FUNCTION app.f(), app.g() TO clerk",
    "CREATE SCHEMA app", "DROP SCHEMA app", "CREATE TABLE app.t (a UUID)", "CREATE TABLE IF NOT EXISTS app.t (a NAME)",
    "CREATE TABLE IF NOT EXISTS app.t (a UUID, UNIQUE (a) DEFERRABLE)", "DROP INDEX CONCURRENTLY IF EXISTS i",
    "CREATE INDEX IF NOT EXISTS i ON t (a) WHERE (SELECT true)", "CREATE INDEX IF NOT EXISTS i ON t USING gin (a)",
    "ALTER TABLE t DROP CONSTRAINT IF EXISTS k CASCADE", "ALTER TABLE t ENABLE ROW LEVEL SECURITY; SELECT 1",
    "ALTER TABLE app.t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES app.p (a) ON DELETE RESTRICT",
    "ALTER TABLE app.t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES app.p (a) MATCH FULL",
    "CREATE POLICY p ON t USING (a IN (SELECT b FROM u))", "CREATE POLICY p ON t USING ((SELECT a FROM u))",
    "CREATE POLICY IF NOT EXISTS p ON t AS RESTRICTIVE FOR TRUNCATE TO PUBLIC USING (true)",
    "CREATE OR REPLACE VIEW v AS SELECT a FROM t FOR UPDATE", "CREATE OR REPLACE VIEW v AS SELECT FROM t",
    "CREATE OR REPLACE VIEW v AS SELECT a FROM t UNION SELECT b FROM t",
    "CREATE OR REPLACE FUNCTION f() RETURNS INT8 STABLE LEAKPROOF SECURITY DEFINER LANGUAGE SQL AS $$ SELECT 1 $$",
    "CREATE OR REPLACE FUNCTION f() RETURNS INT8 STABLE SECURITY DEFINER LANGUAGE SQL AS $$ DELETE FROM t $$",
    "CREATE OR REPLACE FUNCTION f(a UUID) RETURNS SETOF UUID VOLATILE SECURITY DEFINER LANGUAGE SQL AS $$ SELECT 1; SELECT 2 $$",
    "CREATE FUNCTION f() RETURNS INT8 STABLE SECURITY DEFINER LANGUAGE SQL AS $$ SELECT 1 $$",
    "INSERT INTO app.t (id) SELECT id FROM app.p ON CONFLICT DO NOTHING RETURNING id", "SET LOCAL row_security = off",
    "ALTER VIEW v OWNER TO CURRENT_USER", "DO $$ BEGIN NULL; END $$",
    "REVOKE TEMPORARY ON DATABASE :\"database\" FROM PUBLIC",
  ]) func whatNoRowShowsIsRefused(_ statement: String) {
    let taken = syntax.takes(statement)
    #expect(!taken)
  }

  /// The statements for PostgreSQL are not all CockroachDB's: the matcher tells them apart.
  @Test func postgresqlHasFormsOfItsOwn() throws {
    let plan = try PlanTests.plan(Example.freight.policy, Example.freight.snapshot)
    let strange = Plan.empty.steps(to: plan).map(\.step.statement.sql).filter { !syntax.takes($0) }
    for beginning in ["SET LOCAL", "DO $$", "ALTER ROLE", "CREATE VIEW", "CREATE FUNCTION", "CREATE POLICY floor"] {
      #expect(strange.contains { $0.hasPrefix(beginning) }, "\(beginning)")
    }
  }

  private static func words(of tokens: [SQLToken]) -> Set<String> {
    tokens.reduce(into: []) { words, token in
      switch token {
      case .word(let word): words.insert(word)
      case .body(let inner): words.formUnion(Self.words(of: inner))
      case .name, .string, .number, .sign: break
      }
    }
  }
}
