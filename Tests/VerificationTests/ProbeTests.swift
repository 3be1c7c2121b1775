import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

/// Attacks that are no cells: each succeeds against a weak copy, and is stopped by the policy's objects, or goes by a channel
/// that is named.
@Suite(.serialized, .takesTurns) struct ProbeTests {
  static let session = BindClause(.session(SessionWindow(lifetime: .hours(12), idle: .minutes(30))))

  struct Case: Sendable, CustomTestStringConvertible {
    var example: String
    var bindings: [BindClause]
    var cockroach = false
    var major: Int
    var testDescription: String {
      let ways = bindings.map { "\($0.binding.kind)" }.joined(separator: " and ")
      return "\(example) by \(ways), \(cockroach ? "CockroachDB's rendering" : "its own") on \(major)"
    }
  }

  @Test(arguments: [
    Case(example: "freight", bindings: [BindClause(.login), session], major: 15),
    Case(example: "freight", bindings: [BindClause(.setting)], cockroach: true, major: 18),
    Case(example: "ads", bindings: [BindClause(.login)], major: 18),
  ])
  func nothingIsLeftOpen(_ what: Case) async throws {
    let example = try #require(Example.all.first { $0.name == what.example })
    var policy = example.policy
    policy.bindings = what.bindings
    let report = try await Proof(
      example: example, installed: policy, engine: what.cockroach ? Engine(.cockroachdb, 25, 4) : nil, probing: true,
      only: []
    ).report(major: what.major)
    #expect(report.probes.count == Probe.all.count * what.bindings.count)
    var stopped = 0
    var channels: Set<String> = []
    for result in report.probes {
      let words = Comment(rawValue: "\(result.probe.id) by \(result.attacker): \(result.verdict)")
      switch result.verdict {
      case .stopped: stopped += 1
      case .channel(let name, _): channels.insert(name)
      case .nothing: break
      case .succeeded, .blunt: Issue.record(words)
      }
    }
    #expect(stopped > report.probes.count * 4 / 5)
    let isForgeable = what.bindings.contains { $0.binding == .setting }
    #expect(channels.contains("setting") == isForgeable)
    let flaws = ServerFlaw.known.filter { $0.isIn(report.engine) }.map(\.id)
    let known: Set = ["setting", "explain", "locks", "unique", "sizes", "roles", "notify"]
    #expect(channels.isSubset(of: known.union(flaws)), "\(channels)")
    #expect(channels.isSuperset(of: ["sizes", "roles", "notify"]), "\(channels)")
    // What a server lets past by itself is tried, and told by its number; a key that carries the tenant is out of its way.
    if what.bindings[0].binding == .login, what.example == "freight" {
      let upsert = report.probes.first { $0.probe.id == "conflict-condition" }
      #expect(upsert?.verdict.word == (flaws.isEmpty ? "stopped" : "channel"), "\(report.engine)")
      #expect(report.standings.contains { $0.reach == .refuted } == !flaws.isEmpty)
    }
  }

  /// What somebody opens by hand is refuted, under the probe's own number.
  @Test func whatIsOpenIsRefuted() async throws {
    let report = try await Proof(
      tampering: """
        DROP POLICY floor ON app.shipments; CREATE POLICY open ON app.shipments USING (true);
        GRANT TRUNCATE ON ALL TABLES IN SCHEMA app TO PUBLIC;
        GRANT CREATE ON SCHEMA public TO PUBLIC; GRANT SELECT ON pg_catalog.pg_statistic TO PUBLIC
        """, probing: true, only: []
    ).report()
    let open = Set(report.probes.filter { $0.verdict.word == "succeeded" }.map(\.probe.id))
    let meant: Set = ["select-by-id", "select-all", "count-by-id", "truncate", "create-in-public", "raw-statistics"]
    #expect(meant.subtracting(open).isEmpty)
    #expect(!open.contains("create-policy") && !open.contains("bypass-attribute"))
    #expect(report.verdict(on: QualifiedName("app", "shipments"), view: nil) == .refuted)
  }

  /// One idea a probe, each with its own name.
  @Test func everyProbeIsNamedOnce() {
    #expect(Probe.all.count >= 60)
    #expect(Set(Probe.all.map(\.id)).count == Probe.all.count)
    #expect(Set(Probe.all.map(\.attack)).count == Probe.all.count)
  }
}
