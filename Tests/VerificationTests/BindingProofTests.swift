import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

/// Who is asking, by every binding: what is proven, and against whom.
@Suite(.serialized, .takesTurns) struct BindingProofTests {
  static let session = BindClause(.session(SessionWindow(lifetime: .hours(12), idle: .minutes(30))))

  @Test(arguments: [
    ("freight", [session], nil, 13151, 18), ("freight", [BindClause(.setting)], "shipments", 7858, 15),
    ("rides", [BindClause(.login), session], "rides", 8129, 18), ("ads", [session], nil, 12340, 15),
    ("boards", [session], nil, 10129, 18),
  ])
  func everyBindingIsProven(_ what: (String, [BindClause], String?, Int, Int)) async throws {
    let (name, bindings, table, cells, major) = what
    let example = try #require(Example.all.first { $0.name == name })
    var policy = example.policy
    policy.bindings = bindings
    let only = table.map { Set([QualifiedName(example.schema, $0)]) }
    let report = try await Proof(example: example, installed: policy, only: only).report(major: major)
    #expect(report.disagreements.isEmpty, "\(report.disagreements.prefix(3))")
    #expect(report.unproven.isEmpty, "\(report.unproven.prefix(3))")
    #expect(report.structure.isEmpty, "\(report.structure.prefix(3))")
    #expect(report.cells == cells)
    #expect(report.overclaimed.isEmpty)
    let (own, shared) = (
      report.standings.filter { $0.binding == .login }, report.standings.filter { $0.binding != .login }
    )
    // Against whoever runs SQL it holds where the server has no defect of its own.
    let isFlawed = ServerFlaw.known.contains { $0.isIn(report.engine) }
    #expect(own.allSatisfy { $0.reach == (isFlawed && $0.caller != .honest ? .refuted : .holds) })
    #expect(own.isEmpty != bindings.contains { $0.binding == .login })
    #expect(shared.filter { $0.reach == .holds }.map(\.caller) == [.honest])
  }

  /// What is claimed of one binding is held against that one, whatever stands beside it.
  @Test func eachBindingAnswersForItself() throws {
    var policy = Example.freight.policy
    policy.bindings = [
      BindClause(.login, against: [.honest]), BindClause(Self.session.binding, against: [.honest, .injected]),
    ]
    let bindings = try ResolvedPolicy(policy, in: Example.freight.snapshot).bindings
    let standings = CallerStanding.all(bindings, engine: .postgresql)
    #expect(standings.map(\.binding) == [.login, .login, .login, .session, .session, .session])
    #expect(standings.map(\.reach) == [.holds, .holds, .holds, .holds, .unproven, .unproven])
    #expect(standings.map(\.claimed) == [true, false, false, true, true, false])
  }

  /// A server that lets SQL past row security takes C2 and C3 from logins, and a claim of them is refuted.
  @Test func aDefectOfTheServerIsHeldAgainstTheClaim() throws {
    func standings(_ clause: BindClause?, on minor: Int) throws -> [CallerStanding] {
      var policy = Example.freight.policy
      policy.bindings = clause.map { [$0] } ?? []
      let resolved = try ResolvedPolicy(policy, in: Example.freight.snapshot)
      return CallerStanding.all(resolved.bindings, engine: .postgresql).on(
        [Engine(.postgresql, 18, 7), Engine(.postgresql, 18, minor)], resolved, declared: policy)
    }
    let silent = try standings(nil, on: 6)
    #expect(silent.map(\.reach) == [.holds, .refuted, .refuted])
    #expect(silent.map(\.claimed) == [true, false, false])
    #expect(silent[1].reason.hasPrefix("PostgreSQL 18.6 has CVE-2026-120154: INSERT … ON CONFLICT DO UPDATE asks"))
    #expect(silent[1].reason.hasSuffix("; 18.7 mends it"))
    let said = try standings(BindClause(.login, against: [.honest, .injected]), on: 6)
    #expect(said.map(\.reach) == [.holds, .refuted, .refuted] && said.map(\.claimed) == [true, true, false])
    #expect(try standings(nil, on: 7).map(\.reach) == [.holds, .holds, .holds])
  }

  /// What changes roles takes nothing from a proof: its objects are held against the plan like all others.
  @Test(arguments: [("promotion", 1489), ("support", 892), ("members", 3540)], TestServer.majors)
  func whoeverGivesRolesIsProvenToo(_ what: (String, Int), _ major: Int) async throws {
    let example = try #require(Example.promoting.first { $0.name == what.0 })
    let report = try await Proof(example: example, installed: example.policy, only: nil).report(major: major)
    #expect(report.disagreements.isEmpty, "\(report.disagreements.prefix(3))")
    #expect(report.unproven.isEmpty, "\(report.unproven.prefix(3))")
    #expect(report.structure.isEmpty, "\(report.structure.prefix(3))")
    #expect(report.cells == what.1)
  }

  @Test func aRecordThatCanBeChangedIsNoticed() async throws {
    let example = try #require(Example.promoting.first)
    let report = try await Proof(
      example: example, installed: example.policy,
      tampering: "DROP TRIGGER role_changes_kept ON bailiwick.role_changes",
      only: []
    ).report()
    #expect(report.structure.contains { $0.summary.contains("role_changes_kept") })
  }

  /// A policy cannot claim more than its binding holds.
  @Test func whatABindingCannotHoldIsSaid() async throws {
    var policy = Example.freight.policy
    policy.bindings = [BindClause(.setting, against: [.honest, .injected])]
    let report = try await Proof(installed: policy).report()
    #expect(report.overclaimed.map(\.caller) == [.injected])
    #expect(report.overclaimed.map(\.reach) == [.refuted])
  }

  @Test(arguments: [
    ("the view forgets expiry", "s.expires_at > statement_timestamp()", "expired clerk of A"),
    ("the view forgets idleness", "s.idle_at > statement_timestamp()", "idle clerk of A"),
    ("the view forgets suspension", "s.principal_active", "suspended clerk of A"),
    ("the view forgets the pool", "s.pool = SESSION_USER", "clerk of A on another pool"),
  ])
  func aWeakerIdentityLeaks(_ what: (String, String, String)) async throws {
    var policy = Example.freight.policy
    policy.bindings = [Self.session]
    let report = try await Proof(
      installed: policy,
      misread: { $0.hasPrefix("CREATE VIEW bailiwick.identity") ? $0.replacing(what.1, with: "true") : $0 }
    ).report()
    #expect(report.disagreements.contains { $0.leak && $0.cell.caller == what.2 })
    #expect(report.structure.contains { $0.summary.contains("bailiwick.identity") })
  }
}
