import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

/// What stands in the way of one wording alone is noticed, and of no other: so every wording is put.
@Suite(.serialized, .takesTurns) struct RewordedProofTests {
  private static let notes = QualifiedName("app", "notes")

  /// Stops what is worded so, whoever asks.
  private static func stopping(_ condition: String) -> String {
    """
    CREATE FUNCTION app.stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF \(condition) THEN RAISE 'stopped'; END IF; RETURN NULL; END $$;
    CREATE TRIGGER stop BEFORE INSERT OR UPDATE OR DELETE ON app.notes FOR EACH STATEMENT EXECUTE FUNCTION app.stop();
    """
  }

  @Test(arguments: TestServer.majors) func everyWordingIsPut(_ major: Int) async throws {
    let other = "RETURNING|MERGE|ON CONFLICT|bailiwick once|^INSERT INTO \\S+ \\([^)]*\\) SELECT"
    let report = try await Proof(tampering: Self.stopping("current_query() ~ '\(other)'"), only: [Self.notes])
      .report(major: major)
    let stopped = report.disagreements.filter { $0.observed.contains("stopped") }.map(\.statement)
    let wordings = [
      ("INSERT", " RETURNING "), ("INSERT", ") SELECT "), ("MERGE", " INSERT "), ("INSERT", " DO NOTHING"),
      ("INSERT", " DO UPDATE "), ("UPDATE", " RETURNING "), ("UPDATE", " FROM "), ("MERGE", " UPDATE "),
      ("DELETE", " RETURNING "), ("DELETE", " USING "), ("MERGE", " DELETE"),
    ]
    for (start, part) in wordings {
      #expect(stopped.contains { $0.hasPrefix(start) && $0.contains(part) }, "\(start)\(part): \(stopped.prefix(20))")
    }
    #expect(report.disagreements.allSatisfy { !$0.leak })
  }

  @Test func everyMannerIsPut() async throws {
    let report = try await Proof(
      tampering: Self.stopping("current_setting('transaction_isolation') = 'serializable'"), only: [Self.notes]
    ).report()
    #expect(!report.disagreements.isEmpty)
    for item in report.disagreements {
      #expect(item.binding == "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE" && item.observed.contains("stopped"))
    }
  }

  /// COPY has code of its own in the server, both ways: without policies, rows go out and come in by it.
  @Test(arguments: TestServer.majors) func copiesArePut(_ major: Int) async throws {
    let report = try await Proof(tampering: "ALTER TABLE app.notes DISABLE ROW LEVEL SECURITY", only: [Self.notes])
      .report(major: major)
    let copied = report.disagreements.filter { $0.statement.hasPrefix("COPY ") }
    #expect(copied.contains { $0.leak && $0.statement.hasSuffix(") TO STDOUT") && $0.cell.command == .select })
    #expect(copied.contains { $0.leak && $0.statement.hasSuffix("\n\\.\n") && $0.observed == "1 row" })
    // A COPY stands on lines of its own in a witness, where a replay looks for it.
    for (direction, behind) in [(") TO STDOUT;\n", "RESET"), (") FROM STDIN;\n", "\n\\.\n;\nRESET")] {
      let shown = copied.first { "\($0.statement);\n".contains(direction) }
      let script = Witness.script(try #require(shown), report: report, migrations: [])
      #expect(
        script.contains("\nCOPY \"app\".\"notes\"") || script.contains("\nCOPY app.notes"), "\(script.suffix(400))")
      #expect(script.contains(direction) && script.contains(behind), "\(script.suffix(400))")
    }
    // What came in went again: no table is said to have changed behind a statement's back.
    #expect(!report.unproven.contains { $0.reason.contains("not as") }, "\(report.unproven)")
  }

  /// A right to change that lets a caller lock what it may not change shows in those words, too.
  @Test func whatMayBeLockedIsAsked() async throws {
    let report = try await Proof(tampering: "ALTER POLICY clerk_update ON app.shipments USING (true)").report()
    #expect(report.disagreements.contains { $0.leak && $0.statement.hasSuffix(" FOR UPDATE") })
    #expect(report.disagreements.contains { $0.leak && $0.statement.contains(" DO UPDATE SET ") })
  }
}
