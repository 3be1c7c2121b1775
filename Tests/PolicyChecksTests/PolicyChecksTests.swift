import Bailiwick
import Diagnostics
import PolicyChecks
import SchemaModel
import TestSupport
import Testing

@Suite(.takesTurns) struct PolicyChecksTests {
  static func report(_ policy: Policy, _ snapshot: SchemaSnapshot) throws -> CheckReport {
    CheckReport(of: policy, resolved: try ResolvedPolicy(policy, in: snapshot), in: snapshot)
  }

  @Test(arguments: Example.all.indices)
  func theExamplesAreSilent(_ index: Int) throws {
    let example = Example.all[index]
    let report = try Self.report(example.policy, example.snapshot)
    #expect(report.findings.isEmpty, "\(report.findings.map { "\($0.location) \($0.id) \($0.summary) \($0.notes)" })")
  }

  /// On an engine without column lists, and on the older server, the examples are as they are.
  @Test func freightIsSilentOnEveryEngine() throws {
    for engine in [Engine(.postgresql, 15, 0), Engine(.cockroachdb, 25, 4)] {
      var snapshot = try Example.all[0].snapshot
      snapshot.engine = engine
      #expect(try Self.report(Example.all[0].policy, snapshot).findings.isEmpty)
    }
  }

  static let mutations = mutationsOfPolicies + mutationsOfSchemas + mutationsOfBindings

  @Test(arguments: mutations)
  func aFlawIsNamedAndNothingElse(_ mutation: Mutation) throws {
    let findings = try mutation.findings()
    #expect(Set(findings.map(\.id)) == [mutation.id], "\(findings.map { "\($0.id) \($0.summary)" })")
    #expect(findings.allSatisfy { !$0.summary.isEmpty && $0.fix?.isEmpty == false })
  }

  @Test(arguments: harmless + harmlessBindings)
  func aNearMissIsSilent(_ mutation: Mutation) throws {
    let findings = try mutation.findings()
    #expect(findings.isEmpty, "\(findings.map { "\($0.id) \($0.summary)" })")
  }

  @Test func everyCheckIsShownToSpeak() {
    #expect(Set(Self.mutations.map(\.id)) == Set(Check.all.map(\.id)))
  }

  @Test func everyCheckSaysWhatAndWhy() {
    #expect(Check.all.map(\.id) == (301..<301 + Check.all.count).map { "AZ\($0)" })
    for check in Check.all {
      #expect(!check.title.isEmpty && !check.bad.isEmpty && !check.good.isEmpty && check.bad != check.good)
      #expect(check.reason.count > 80, "\(check.id)")
      #expect(Check.named(check.id.lowercased())?.id == check.id)
    }
    #expect(Check.named("AZ999") == nil)
  }

  @Test func whatIsAcceptedIsKeptApart() throws {
    let example = try Example.named("rides")
    let report = try Self.report(example.policy, example.snapshot)
    #expect(report.accepted.map(\.id) == ["AZ317"])
    #expect(report.accepted.first?.summary == "users_username_key is unique over all tenants: username")
  }

  @Test func aFindingStandsAtItsClause() throws {
    var policy = try Example.named("freight").policy
    policy.roles[2].inherits.append("viewer")
    policy[shipments].hides[0].except = ["viewer", "auditor"]
    let findings = try Self.report(policy, Example.named("freight").snapshot).findings
    #expect(findings.map(\.id) == ["AZ335", "AZ333"])
    #expect(findings.map(\.location.line) == [policy.roles[2].location.line, policy[shipments].hides[0].location.line])
    #expect(findings.allSatisfy { $0.location.file == "Freight.swift" && $0.location.line > 0 })
  }
}
