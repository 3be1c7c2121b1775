import ExamplePolicies
import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

/// The verifier proves what holds, and notices what does not.
@Suite(.serialized, .takesTurns) struct ProofTests {
  /// How many cells each example has; a change of the policy, the rows or the callers changes it.
  @Test(arguments: [
    ("freight", 10349, 18), ("ads", 10452, 18), ("rides", 6147, 15), ("boards", 7409, 15),
  ])
  func everyExampleIsProven(_ what: (String, Int, Int)) async throws {
    let (name, cells, major) = what
    let example = try #require(Example.all.first { $0.name == name })
    let report = try await Proof(example: example, installed: example.policy, only: nil).report(major: major)
    #expect(report.disagreements.isEmpty, "\(report.disagreements.prefix(3))")
    #expect(report.unproven.isEmpty, "\(report.unproven.prefix(3))")
    #expect(report.structure.isEmpty, "\(report.structure.prefix(3))")
    #expect(report.cells == cells)
    #expect(report.allowed > cells / 10)
    for table in try ResolvedPolicy(example.policy, in: example.snapshot).tables {
      #expect(report.verdict(on: table.name, view: nil) == .proven)
    }
  }

  struct Tampering: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let sql: String
    /// What has to be named: the relation and command of a leaking cell, or the beginning of a structural finding.
    let leak: (String, Command)?
    let finding: String?
    /// The table whose cells are asked.
    let table: QualifiedName
    init(
      _ name: String, _ sql: String, leak: (String, Command)? = nil, finding: String? = nil, asking table: String? = nil
    ) {
      (testDescription, self.sql, self.leak, self.finding) = (name, sql, leak, finding)
      self.table = QualifiedName("app", table ?? (sql.contains("shipment_events") ? "shipment_events" : "shipments"))
    }
  }

  @Test(arguments: [
    Tampering(
      "the floor dropped", "DROP POLICY floor ON app.shipments", finding: "app.shipments: policy floor is missing"),
    Tampering(
      "floor and rule widened, layers in a pair",
      "DROP POLICY floor ON app.shipments; ALTER POLICY viewer_select ON app.shipments USING (true)",
      leak: ("app.shipments", .select), finding: "app.shipments: policy viewer_select is not as planned"),
    Tampering(
      "row security disabled", "ALTER TABLE app.shipments DISABLE ROW LEVEL SECURITY", leak: ("app.shipments", .select),
      finding: "app.shipments: row security is disabled"),
    Tampering(
      "NO FORCE", "ALTER TABLE app.shipments NO FORCE ROW LEVEL SECURITY",
      finding: "app.shipments: row security does not bind the owner"),
    Tampering(
      "a table granted to PUBLIC", "GRANT SELECT ON app.shipments TO PUBLIC", leak: ("app.shipments", .select),
      finding: "app.shipments: PUBLIC=SELECT"),
    // The floor holds: no row leaks, and the policy is named.
    Tampering(
      "USING (true) added", "CREATE POLICY careless ON app.shipments FOR SELECT TO PUBLIC USING (true)",
      finding: "app.shipments: policy careless is not of the plan"),
    Tampering(
      "clerk inherits manager", "REVOKE freight_clerk FROM freight_manager; GRANT freight_manager TO freight_clerk",
      leak: ("app.shipments", .delete), finding: "role freight_clerk is a member of freight_manager"),
    Tampering(
      "the hidden column granted", "GRANT SELECT (margin) ON app.shipments TO freight_viewer",
      leak: ("app.shipments", .select), finding: "app.shipments: freight_viewer=SELECT(margin)"),
    Tampering(
      "the composite key dropped",
      "ALTER TABLE app.shipment_events DROP CONSTRAINT shipment_events_tenant_id_shipment_id_fkey",
      leak: ("app.shipment_events", .insert), finding: "app.shipment_events: foreign key"),
    Tampering(
      "a definer function",
      "CREATE FUNCTION app.leak() RETURNS SETOF app.shipments LANGUAGE sql SECURITY DEFINER AS 'SELECT * FROM app.shipments'",
      finding: "function app.leak() is not of the plan: it runs with the rights of", asking: "countries"),
    Tampering(
      "the database opened to PUBLIC",
      "DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()); END $$",
      finding: "database of this name: PUBLIC=TEMPORARY", asking: "countries"),
    Tampering(
      "tomorrow's tables opened", "ALTER DEFAULT PRIVILEGES FOR ROLE freight__owner GRANT SELECT ON TABLES TO PUBLIC",
      finding: "default privileges freight__owner r is not of the plan", asking: "countries"),
    Tampering(
      "row security switched off for new sessions",
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET row_security = off', current_database()); END $$",
      finding: "setting row_security of the database is not of the plan: off"),
    Tampering(
      "an event trigger",
      "CREATE FUNCTION public.e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION public.e()",
      finding: "event trigger e is not of the plan", asking: "countries"),
    Tampering(
      "the view's mask removed",
      "DROP VIEW app_view.shipments; CREATE VIEW app_view.shipments AS SELECT * FROM app.shipments; GRANT SELECT ON app_view.shipments TO freight_viewer",
      leak: ("app_view.shipments", .select), finding: "view app_view.shipments is not as planned"),
    Tampering(
      "the requirement widened", "ALTER POLICY require_status ON app.shipments USING (true) WITH CHECK (true)",
      leak: ("app.shipments", .select), finding: "app.shipments: policy require_status is not as planned"),
    Tampering(
      "the server's statistics granted", "GRANT SELECT ON pg_catalog.pg_statistic TO PUBLIC",
      finding: "pg_catalog.pg_statistic is kept from everybody: PUBLIC=SELECT is granted", asking: "countries"),
    Tampering(
      "a definer function among the server's own",
      "CREATE FUNCTION pg_catalog.leak() RETURNS SETOF app.shipments LANGUAGE sql SECURITY DEFINER AS 'SELECT * FROM app.shipments'; GRANT EXECUTE ON FUNCTION pg_catalog.leak() TO PUBLIC",
      finding: "function pg_catalog.leak() is not of the plan: it runs with the rights of", asking: "countries"),
  ]) func tamperingIsNoticed(_ tampering: Tampering) async throws {
    let report = try await Proof(tampering: tampering.sql, only: [tampering.table]).report()
    let leaks = report.disagreements.filter(\.leak)
    if let (relation, command) = tampering.leak {
      #expect(
        leaks.contains { "\($0.cell.relation)" == relation && $0.cell.command == command }, "\(leaks.count) leaks")
    } else {
      #expect(leaks.isEmpty, "\(leaks.prefix(2))")
    }
    let finding = try #require(tampering.finding)
    #expect(report.structure.contains { $0.summary.hasPrefix(finding) }, "\(report.structure.map(\.summary))")
    #expect(report.verdict(on: tampering.table, view: QualifiedName("app_view", "shipments")) != .proven)
  }

  /// `margin` may be NULL: a compiler that takes unknown for allowed, and an oracle that does, are each found out.
  static func withRequirement(_ predicate: Predicate) -> Policy {
    var policy = Freight.policy
    policy.tables[1].rules.hides = []
    policy.tables[1].rules.requires = [RequireRule(predicate)]
    return policy
  }
  static let strict = Predicate.compare(.column("margin"), .notEqual, .literal(.integer(5)))

  @Test func aMisreadingOfNullInTheCompilerTurnsItRed() async throws {
    let honest = try await Proof(installed: Self.withRequirement(Self.strict)).report()
    #expect(honest.disagreements.isEmpty && honest.structure.isEmpty && honest.unproven.isEmpty)
    let report = try await Proof(
      installed: Self.withRequirement(Self.strict),
      misread: { $0.replacing("margin <> 5", with: "margin IS DISTINCT FROM 5") }
    ).report()
    #expect(report.disagreements.contains { $0.leak && $0.cell.command == .select })
  }

  @Test func aMisreadingOfNullInTheOracleTurnsItRed() async throws {
    let report = try await Proof(
      installed: Self.withRequirement(Self.strict),
      meant: Self.withRequirement(.or([Self.strict, .isNull(.column("margin"))]))
    ).report()
    #expect(report.disagreements.contains { !$0.leak && $0.cell.command == .select })
  }

  /// Who sees a hidden column by one role and writes by another does neither with it: policy and database say the same.
  @Test func seeingAndWritingByDifferentRolesIsNeither() async throws {
    var policy = Freight.policy
    policy.roles.append(RoleClause("appraiser"))
    policy.tables[1].rules.hides = [HideRule(["margin"], except: ["appraiser"])]
    let report = try await Proof(installed: policy).report()
    #expect(report.disagreements.isEmpty, "\(report.disagreements.prefix(3))")
    #expect(report.structure.isEmpty && report.unproven.isEmpty)
  }

  struct Way: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let sql: String
    /// What has to be named; nil where it is no way around.
    let reason: String?
    init(_ name: String, _ sql: String, _ reason: String?) {
      (testDescription, self.sql, self.reason) = (name, sql, reason)
    }
  }

  private static let definer = """
    CREATE SCHEMA util; CREATE FUNCTION util.leak() RETURNS SETOF app.shipments LANGUAGE sql SECURITY DEFINER
      AS 'SELECT * FROM app.shipments';
    """

  /// Ways around that the application's own migrations make stand in the plan's reference too, so no comparison sees them.
  @Test(arguments: [
    Way("a definer function", definer + "GRANT USAGE ON SCHEMA util TO PUBLIC;", "may call util.leak(), which runs as"),
    Way("a definer function out of reach", definer, nil),
    Way(
      "a view among the server's own",
      "CREATE VIEW information_schema.all_rows AS SELECT * FROM app.shipments; GRANT SELECT ON information_schema.all_rows TO PUBLIC;",
      "through the view information_schema.all_rows, which runs as"),
    Way(
      "a view of the superuser's",
      "CREATE SCHEMA util; GRANT USAGE ON SCHEMA util TO PUBLIC; CREATE VIEW util.all_rows AS SELECT * FROM app.shipments; GRANT SELECT ON util.all_rows TO PUBLIC;",
      "through the view util.all_rows, which runs as"),
    Way(
      "a view of a role that policies bind",
      "DO $$ BEGIN CREATE ROLE reporting; EXCEPTION WHEN duplicate_object THEN NULL; END $$; CREATE SCHEMA util AUTHORIZATION reporting; GRANT USAGE ON SCHEMA app, util TO PUBLIC; CREATE VIEW util.report AS SELECT * FROM app.shipments; ALTER VIEW util.report OWNER TO reporting; GRANT SELECT ON util.report TO PUBLIC;",
      "through the view util.report, which runs as reporting"),
    Way(
      "a foreign table",
      "CREATE SCHEMA util; GRANT USAGE ON SCHEMA util TO PUBLIC; CREATE EXTENSION postgres_fdw SCHEMA util; CREATE SERVER itself FOREIGN DATA WRAPPER postgres_fdw; CREATE FOREIGN TABLE util.away (id uuid) SERVER itself; GRANT SELECT ON util.away TO PUBLIC;",
      "on the foreign table util.away"),
    Way("a publication", "CREATE PUBLICATION away FOR TABLE app.shipments;", "the publication away"),
    Way("a rule", "CREATE RULE quiet AS ON DELETE TO app.shipments DO ALSO NOTHING;", "the rule quiet"),
    Way(
      "a definer trigger",
      "CREATE FUNCTION app.copy() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER copying BEFORE INSERT ON app.shipments FOR EACH ROW EXECUTE FUNCTION app.copy();",
      "the trigger copying runs app.copy()"),
    Way(
      "a trigger that carries rows to a table of nobody's",
      "CREATE SCHEMA util; GRANT USAGE ON SCHEMA util TO PUBLIC; CREATE TABLE util.copy (line text); GRANT SELECT, INSERT ON util.copy TO PUBLIC; CREATE FUNCTION app.keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO util.copy VALUES (NEW::text); RETURN NEW; END'; CREATE TRIGGER keeping AFTER INSERT ON app.shipments FOR EACH ROW EXECUTE FUNCTION app.keep();",
      "the trigger keeping may carry rows to util.copy"),
    Way(
      "a definer trigger of a table of nobody's",
      "CREATE SCHEMA util; GRANT USAGE ON SCHEMA util TO PUBLIC; CREATE TABLE util.inbox (q text); GRANT INSERT ON util.inbox TO PUBLIC; CREATE FUNCTION util.answer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END'; REVOKE EXECUTE ON FUNCTION util.answer() FROM PUBLIC; CREATE TRIGGER answering AFTER INSERT ON util.inbox FOR EACH ROW EXECUTE FUNCTION util.answer();",
      "the trigger answering of util.inbox runs util.answer()"),
    Way(
      "a trigger with the caller's rights",
      "CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER touching BEFORE INSERT ON app.shipments FOR EACH ROW EXECUTE FUNCTION app.touch();",
      nil),
  ]) func waysAroundOfTheApplicationsOwnAreNeverProven(_ way: Way) async throws {
    var proof = Proof(only: [QualifiedName("app", "countries")])
    proof.schema = try Example.freight.sql + way.sql
    let report = try await proof.report()
    #expect(report.structure.isEmpty, "\(report.structure.map(\.summary))")
    if let reason = way.reason {
      #expect(report.unproven.contains { $0.reason.contains(reason) }, "\(report.unproven.map(\.reason))")
      #expect(report.verdict(on: QualifiedName("app", "shipments"), view: nil) != .proven)
    } else {
      #expect(report.unproven.isEmpty, "\(report.unproven.map(\.reason))")
    }
  }

  /// A table in which no row can stand proves nothing, and is never green.
  @Test func whatCannotBeSeededIsUnproven() async throws {
    var proof = Proof(only: nil)
    proof.schema = try Example.freight.sql + "ALTER TABLE app.notes ADD CONSTRAINT never CHECK (false);"
    let report = try await proof.report()
    #expect(report.disagreements.isEmpty)
    #expect(report.unproven.contains { $0.table == QualifiedName("app", "notes") && $0.reason.contains("never") })
    #expect(report.verdict(on: QualifiedName("app", "notes"), view: nil) == .unproven)
    #expect(report.verdict(on: QualifiedName("app", "shipments"), view: nil) == .proven)
  }
}
