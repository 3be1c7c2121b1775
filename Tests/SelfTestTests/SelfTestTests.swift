import PolicyModel
import SchemaModel
import SelfTest
import TestSupport
import Testing

/// Every operator once, on the rendering that has a place for it: what `make selftest` does to all of it.
@Suite(.serialized, .takesTurns) struct SelfTestTests {
  /// In the order in which operators look for a place: the first has most of them, the others have what it lacks.
  static let renderings = [
    Rendering(.freight), Rendering(named("promotion"), isWhole: true),
    Rendering(named("boards")), Rendering(.freight, in: Rendering.cockroach),
  ]

  private static func named(_ name: String) -> Example { Example.all.first { $0.name == name } ?? .freight }

  /// What some rendering is the first to have a place for.
  private static func share(_ benches: [Bench]) -> [[Mutant]] {
    var done: Set<String> = []
    return benches.map { bench in
      let mutants = AllOperators.mutants(of: bench.installed).filter { !done.contains($0.operation) }
      let chosen = Dictionary(grouping: mutants, by: \.operation).values.compactMap { cheapest($0, bench) }
      done.formUnion(chosen.map(\.operation))
      return chosen.sorted { $0.operation < $1.operation }
    }
  }

  /// The one that asks for the fewest columns, but for some: cells grow with them.
  private static func cheapest(_ mutants: [Mutant], _ bench: Bench) -> Mutant? {
    mutants.min { columns($0, bench) < columns($1, bench) }
  }

  private static func columns(_ mutant: Mutant, _ bench: Bench) -> Int {
    let asked = bench.installed.policy.tables.filter { mutant.tables.contains($0.name) }
    return asked.isEmpty ? .max : asked.reduce(0) { $0 + $1.table.columns.count }
  }

  /// Operators whose mutants a caller is bound to notice, whatever a comparison with the plan finds.
  static let shown = [
    "rule-dropped", "restrictive-for-permissive", "rule-of-another-role", "using-negated",
    "column-swapped", "row-security-off", "column-granted", "mask-gone", "mask-inverted",
    "view-negated", "key-dropped", "key-single", "default-gone", "pair-floor-rule", "pair-checks", "pair-view-reader",
    "pair-routine-writer",
  ]

  @Test func everyOperatorIsNoticed() async throws {
    var benches: [Bench] = []
    for rendering in Self.renderings {
      let server = try await TestServer.start(for: "self-test \(rendering.words)", major: 18)
      benches.append(try await rendering.bench(on: server))
    }
    var seen: [String: Trial] = [:]
    for (bench, mutants) in zip(benches, Self.share(benches)) {
      let result = try await SelfTest(bench).run(mutants)
      #expect(result.isControlled, "what was not changed was noticed")
      let survived = result.survived.map { "\($0.mutant.operation): \($0.mutant.object), \($0.mutant.change)" }
      #expect(survived.isEmpty)
      #expect(result.impossible.compactMap(\.impossible).isEmpty)
      for trial in result.trials { seen[trial.mutant.operation] = trial }
      try await bench.remove()
    }
    let missing = AllOperators.alone.map(\.id).filter { seen[$0] == nil }
    #expect(missing.isEmpty)
    #expect(AllOperators.alone.count >= 40)
    let silent = Self.shown.filter { seen[$0]?.cell == nil }
    #expect(silent.isEmpty)
  }
}
