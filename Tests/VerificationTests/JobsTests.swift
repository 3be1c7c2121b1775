import Database
import PolicyModel
import Sandbox
import SchemaModel
import TestSupport
import Testing
import Verification

/// However many jobs ask, they find the same.
@Suite(.serialized, .takesTurns) struct JobsTests {
  /// Two leaks in a pair, a requirement that is gone, and more: something to find in every command.
  static let tampering = """
    DROP POLICY floor ON app.shipments; ALTER POLICY viewer_select ON app.shipments USING (true);
    GRANT DELETE ON app.notes TO PUBLIC; ALTER TABLE app.notes DISABLE ROW LEVEL SECURITY;
    REVOKE freight_clerk FROM freight_manager; GRANT freight_manager TO freight_clerk;
    """

  @Test(arguments: ["", tampering]) func theReportIsTheSame(_ tampering: String) async throws {
    var texts: [[String]] = []
    for jobs in [1, 3] {
      let report = try await Proof(tampering: tampering, jobs: jobs, only: nil).report()
      #expect(report.disagreements.isEmpty == tampering.isEmpty)
      texts.append(
        report.counts.map { "\($0.caller) \($0.relation) \($0.command) \($0.count.cells) \($0.count.allowed)" }
          + report.disagreements.map { "\($0.cell) \($0.observed) \($0.leak) \($0.statement)" }
          + report.structure.map(\.summary) + report.unproven.map(\.reason) + report.rows)
    }
    #expect(texts[1].difference(from: texts[0]).isEmpty)
    let server = try await TestServer.start(for: "proof \(#fileID)", major: 15)
    let administrator = try await Connection.open(server.superuser)
    let left = try await administrator.run("SELECT datname FROM pg_database WHERE datname LIKE 'work%'").rows
    #expect(left.isEmpty, "databases of jobs stay behind")
  }

  /// A statement that says it touched nothing, and did: the rows of the table are no longer those that cells are about.
  @Test func whatNoStatementAdmitsToIsUnproven() async throws {
    let report = try await Proof(
      tampering: """
        CREATE FUNCTION app.quiet() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
          $$ BEGIN UPDATE app.countries SET name = name || '!'; RETURN NULL; END $$;
        ALTER FUNCTION app.quiet() OWNER TO freight__owner;
        CREATE TRIGGER quiet BEFORE DELETE ON app.notes FOR EACH STATEMENT EXECUTE FUNCTION app.quiet();
        ALTER TABLE app.countries NO FORCE ROW LEVEL SECURITY;
        """, only: [QualifiedName("app", "notes")]
    ).report()
    #expect(report.unproven.contains { $0.reason == "app.countries is not as it was before the cells" })
  }
}
