import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

/// Callers who are what a row of the application's own table makes them.
@Suite(.serialized, .takesTurns) struct MembersProofTests {
  static func proof(_ only: Set<QualifiedName>? = [QualifiedName("club", "bookings")]) throws -> Proof {
    let example = try #require(Example.all.first { $0.name == "members" })
    return Proof(example: example, installed: example.policy, only: only)
  }

  /// Where the application says whom it acts for, who that is still stands in the table.
  @Test(arguments: TestServer.majors) func settingsFollowTheTableToo(_ major: Int) async throws {
    var proof = try Self.proof(nil)
    proof.installed.bindings = [BindClause(.setting)]
    let report = try await proof.report(major: major)
    #expect(report.disagreements.isEmpty && report.unproven.isEmpty, "\(report.disagreements.prefix(3))")
    #expect(report.structure.isEmpty && report.counts.contains { $0.caller == "player of A, once board" })
  }

  /// Whatever stops the table from being followed is no longer as planned, whether a cell shows it or not.
  @Test(arguments: [
    ("ALTER TABLE club.members DISABLE TRIGGER bailiwick_members", "trigger bailiwick_members is not as planned"),
    ("DROP TRIGGER bailiwick_members_emptied ON club.members", "trigger bailiwick_members_emptied is missing"),
    ("DROP TRIGGER tenants_members ON bailiwick.tenants", "trigger tenants_members is missing"),
    (
      "DROP POLICY floor ON club.members; CREATE POLICY floor ON club.members AS RESTRICTIVE USING (true)",
      "policy floor is not as planned"
    ),
    ("ALTER FUNCTION bailiwick.settle_member(uuid, uuid) RESET row_security", "bailiwick.settle_member"),
    ("GRANT DELETE ON club.members TO bailiwick_owner", "DELETE"),
  ])
  func whatNoLongerFollowsIsNoticed(_ what: (String, String)) async throws {
    var proof = try Self.proof([])
    proof.tampering = what.0
    let report = try await proof.report(major: 18)
    #expect(report.structure.contains { $0.summary.contains(what.1) }, "\(report.structure)")
  }

  /// Each misreading with the caller who then may do what the policy does not let them.
  @Test(arguments: [
    ("settle_member", "CAST(a.rank AS text) = ANY (ARRAY['coach'])", "a.rank IS NOT NULL", "player of A"),
    ("follow_members", "TG_OP = 'UPDATE' AND", "TG_OP = 'UPDATE' OR", "player of A, once board"),
    ("follow_members", "TG_OP <> 'INSERT'", "TG_OP = 'UPDATE'", "board of A without membership"),
  ])
  func whatFollowsTheTableWronglyLeaks(_ what: (String, String, String, String)) async throws {
    var proof = try Self.proof()
    proof.misread = {
      $0.hasPrefix("CREATE OR REPLACE FUNCTION bailiwick.\(what.0)") ? $0.replacing(what.1, with: what.2) : $0
    }
    let report = try await proof.report(major: 18)
    #expect(report.disagreements.contains { $0.leak && $0.cell.caller == what.3 }, "\(report.counts.map(\.caller))")
    #expect(report.structure.contains { $0.summary.contains("bailiwick.\(what.0)") })
  }

  /// For CockroachDB, where no row policy stands on the table: whoever could write it in the table's stead is noticed, and so is
  /// a view that shows more.
  @Test(arguments: [
    ("GRANT SELECT ON club.members TO members__pool", "player of A", Command.select),
    ("GRANT UPDATE, SELECT ON club.members TO members__pool", "player of A", .update),
    ("GRANT DELETE, SELECT ON club.members TO members__pool", "player of A", .delete),
  ])
  func whatIsOpenedForCockroachDBLeaks(_ what: (String, String, Command)) async throws {
    var proof = try Self.proof([QualifiedName("club", "members")])
    proof.engine = CockroachProofTests.engine
    proof.tampering = what.0
    let report = try await proof.report(major: 18)
    #expect(report.disagreements.contains { $0.leak && $0.cell.caller == what.1 && $0.cell.command == what.2 })
    #expect(report.structure.contains { $0.summary.contains("club.members") })
  }

  @Test(arguments: [
    ("CREATE OR REPLACE VIEW club_view.members", " AND t.club_id = i.tenant_id", "", "player of A"),
    (
      "CREATE OR REPLACE VIEW bailiwick.member_roles", "CAST(a.rank AS text) = ANY (ARRAY['coach'])", "true",
      "player of A"
    ),
    ("CREATE OR REPLACE FUNCTION club_write.members_", " AND t.club_id = i.tenant_id", "", "board of A"),
    ("CREATE OR REPLACE VIEW bailiwick.identity", "m.principal_active", "true", "suspended board of A"),
  ])
  func whatIsReadForCockroachDBWronglyLeaks(_ what: (String, String, String, String)) async throws {
    var proof = try Self.proof([QualifiedName("club", "members"), QualifiedName("club", "bookings")])
    proof.engine = CockroachProofTests.engine
    proof.misread = { $0.hasPrefix(what.0) ? $0.replacing(what.1, with: what.2) : $0 }
    let report = try await proof.report(major: 18)
    #expect(report.disagreements.contains { $0.leak && $0.cell.caller == what.3 }, "\(report.counts.map(\.caller))")
    #expect(!report.structure.isEmpty)
  }

  static func withLeavers(_ engine: Engine?, only: Set<QualifiedName>) throws -> Proof {
    var proof = try proof(only)
    proof.schema = try proof.example.sql.replacing("  nickname text,", with: "  nickname text,\n  left_at timestamptz,")
    proof.installed.members[0].condition = .isNull(.column("left_at"))
    proof.engine = engine
    return proof
  }

  /// Rows of people who left stand beside those that count, in both renderings.
  @Test(arguments: [nil, CockroachProofTests.engine]) func rowsThatDoNotCountAreAsked(_ engine: Engine?) async throws {
    let report = try await Self.withLeavers(
      engine, only: [QualifiedName("club", "bookings"), QualifiedName("club", "members")]
    ).report(major: engine == nil ? 15 : 18)
    #expect(report.disagreements.isEmpty, "\(report.disagreements.count): \(report.disagreements.prefix(3))")
    #expect(report.structure.isEmpty && report.unproven.isEmpty, "\(report.unproven.prefix(3))")
    #expect(report.counts.contains { $0.caller == "board of A, row not counted" })
  }

  @Test(arguments: [nil, CockroachProofTests.engine]) func aConditionThatIsForgottenLeaks(_ engine: Engine?)
    async throws
  {
    var proof = try Self.withLeavers(engine, only: [QualifiedName("club", "bookings")])
    proof.misread = {
      $0.contains("bailiwick.settle_member(") || $0.contains("VIEW bailiwick.member_roles")
        ? $0.replacing("a.left_at IS NULL", with: "true") : $0
    }
    let report = try await proof.report(major: 18)
    #expect(report.disagreements.contains { $0.leak && $0.cell.caller == "board of A, row not counted" })
    #expect(!report.structure.isEmpty)
  }

  /// A trigger of ours is exempt, and no other that runs as somebody else.
  @Test func anotherTriggerThatRunsAsItsOwnerIsABypass() async throws {
    var proof = try Self.proof([])
    proof.schema =
      try proof.example.sql + """
        CREATE FUNCTION club.log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN RETURN NULL; END $$;
        CREATE TRIGGER logged AFTER UPDATE ON club.members FOR EACH ROW EXECUTE FUNCTION club.log();
        """
    let reasons = try await proof.report(major: 18).unproven.map(\.reason)
    #expect(reasons.contains { $0.hasPrefix("the trigger logged runs club.log") })
    #expect(!reasons.contains { $0.contains("bailiwick") })
  }

  /// Members who go with their row, because a rule lets somebody delete what it refers to, are there for the next cell.
  @Test func aRowThatGoesAlongTakesNobodyFromTheCells() async throws {
    var proof = try Self.proof(nil)
    proof.schema = try proof.example.sql.replacing(
      "CREATE TABLE club.people (\n  id uuid PRIMARY KEY,",
      with: "CREATE TABLE club.people (\n  id uuid PRIMARY KEY,\n  club_id uuid NOT NULL REFERENCES club.clubs (id),")
    proof.installed.schemas[0].ownerships.removeAll { $0.ownership == .internal }
    proof.installed.tables.append(
      TablesClause(
        ["club.people"], rules: TableRules(allows: [AllowRule([.select, .delete], to: ["player"])])))
    let report = try await proof.report(major: 18)
    #expect(report.disagreements.isEmpty, "\(report.disagreements.prefix(3))")
    #expect(report.structure.isEmpty && report.unproven.isEmpty, "\(report.unproven.prefix(3))")
  }
}
