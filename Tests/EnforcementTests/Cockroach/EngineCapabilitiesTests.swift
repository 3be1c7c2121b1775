import Enforcement
import PolicyModel
import SQLSyntax
import SchemaModel
import TestSupport
import Testing

/// The table of what the engines can do agrees with what is generated for them.
@Suite struct EngineCapabilitiesTests {
  @Test func onlyTheseEnginesAreServed() {
    for major in 15...18 { #expect(EngineCapabilities(Engine(.postgresql, major, 0)) == .postgresql) }
    #expect(EngineCapabilities(Engine(.cockroachdb, 25, 4)) == .cockroachdb)
    for engine in [Engine(.postgresql, 14, 9), Engine(.postgresql, 19, 0), Engine(.cockroachdb, 25, 2)] {
      #expect(EngineCapabilities(engine) == nil)
    }
  }

  @Test(arguments: Example.byLogin, [EngineCapabilities.postgresql, .cockroachdb])
  func whatIsGeneratedUsesWhatThereIs(_ example: Example, _ can: EngineCapabilities) throws {
    // By login: what binds a session carries no settings, on whichever engine.
    var policy = example.policy
    policy.bindings = []
    let plan =
      can.dialect == .postgresql
      ? try PlanTests.plan(policy, example.snapshot) : try CockroachPlan.of(policy, example.snapshot)
    let steps = Plan.empty.steps(to: plan).map(\.step.statement)
    let statements = steps.map { $0.sql(for: can.dialect) }
    let policies = statements.filter { $0.hasPrefix("CREATE POLICY") }
    let routines = statements.filter { $0.contains(" FUNCTION ") && $0.hasPrefix("CREATE") }
    let views = statements.filter { $0.hasPrefix("CREATE") && $0.contains(" VIEW ") }
    let columns = plan.grants.keys.filter { $0.column != nil }
    #expect(policies.contains { $0.contains("SELECT i.") } == can.subqueryInPolicy)
    #expect(columns.isEmpty != can.columnPrivileges)
    #expect(policies.allSatisfy { $0.contains("IF NOT EXISTS") } == can.ifNotExists)
    #expect(views.allSatisfy { $0.contains("security_barrier") } == can.securityBarrier)
    #expect(routines.allSatisfy { $0.contains("SET search_path") } == can.settingsOnFunctions)
    #expect(statements.contains { $0.hasPrefix("DO $$") } == can.blocks)
    #expect(statements.contains { $0.hasPrefix("SET LOCAL") } == can.transactionalDDL)
    #expect(views.contains { $0.contains(" / 2") } == can.integerDivision || !views.contains { $0.contains("repeat(") })
    let unique = steps.contains { if case .createIndex(_, _, _, true, _) = $0 { true } else { false } }
    #expect(!unique || !can.dropsUniqueConstraints)
  }
}
