import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

/// Sessions and settings as CockroachDB is given them, executed on PostgreSQL: what the routines, functions and tables say of
/// every kind of nobody. That a cluster does the same is not proven by it. The suite's server takes one proof at a time.
extension CockroachProofTests {
  static let session = BindClause(.session(SessionWindow(lifetime: .hours(12), idle: .minutes(30))))

  @Test(arguments: [
    ("freight", [session], nil, 11056, 18), ("freight", [BindClause(.setting)], "shipments", 5748, 15),
    ("rides", [BindClause(.login), session], "rides", 7256, 15), ("ads", [session], nil, 8459, 15),
    ("ads", [BindClause(.login), BindClause(.setting)], "clicks", 2177, 18), ("boards", [session], nil, 10347, 15),
    ("promotion", [session], nil, 1100, 18), ("support", [session], nil, 609, 15),
    ("members", [session], nil, 2743, 15),
  ])
  func everyBindingIsProven(_ what: (String, [BindClause], String?, Int, Int)) async throws {
    let (name, bindings, table, cells, major) = what
    let example = try #require(Example.all.first { $0.name == name })
    var policy = example.policy
    policy.bindings = bindings
    let report = try await Proof(
      example: example, installed: policy, engine: Self.engine,
      only: table.map { Set([QualifiedName(example.schema, $0)]) }
    ).report(major: major)
    #expect(report.disagreements.isEmpty, "\(report.disagreements.count): \(report.disagreements.prefix(3))")
    #expect(report.unproven.isEmpty, "\(report.unproven.prefix(3))")
    #expect(report.structure.isEmpty, "\(report.structure.prefix(3))")
    #expect(report.cells == cells)
    #expect(report.allowed > cells / 20)
    let (own, shared) = (
      report.standings.filter { $0.binding == .login }, report.standings.filter { $0.binding != .login }
    )
    #expect(own.allSatisfy { $0.reach == .holds } && own.isEmpty != bindings.contains { $0.binding == .login })
    #expect(shared.filter { $0.reach == .holds }.map(\.caller) == [.honest])
    #expect(shared.filter { $0.reach == .refuted }.map(\.caller) == [.injected, .credentials])
  }

  /// Each part of what the view and the functions ask; the routine that binds asks by itself, so those who may not be bound
  /// make the settings by hand.
  @Test(arguments: [
    ("expiry", "s.expires_at > statement_timestamp()", "expired clerk of A"),
    ("idleness", "s.idle_at > statement_timestamp()", "idle clerk of A"),
    ("suspension", "m.principal_active", "suspended clerk of A"),
    ("the pool", "s.pool = SESSION_USER", "clerk of A on another pool"),
  ])
  func anIdentityThatForgetsLeaks(_ what: (String, String, String)) async throws {
    var policy = Example.freight.policy
    policy.bindings = [Self.session]
    let report = try await Proof(
      installed: policy,
      misread: { $0.contains(" VIEW bailiwick.identity ") ? $0.replacing(what.1, with: "true") : $0 },
      engine: Self.engine
    ).report()
    #expect(report.disagreements.contains { $0.leak && $0.cell.caller == what.2 })
    #expect(report.structure.contains { $0.summary.contains("bailiwick.identity") })
  }
}
