package import PolicyModel
package import SchemaModel

/// A random schema with a random policy for it, and how it is put to the test.
package struct FuzzCase: Hashable, Sendable {
  /// The schema.
  package var draft: Draft
  /// The policy.
  package var policy: Policy
  /// Whose SQL is installed; nil where it is that of the server.
  package var engine: Engine?
  /// The tables that cells are about: few, so that a case is cheap.
  package var asked: Set<QualifiedName>

  /// The case of that number: the same for the same seed.
  package static func make(_ number: Int, seed: UInt64) -> FuzzCase {
    var dice = Dice(seed: seed, number: number)
    // Each kind as often as the others, whatever else is drawn.
    let binding = dice.one(of: BindingKind.allCases)
    let engine = dice.happens(50) ? FuzzSubject.cockroach : nil
    var schema = SchemaMaker(dice.split(), binding, engine)
    let draft = schema.make()
    var maker = PolicyMaker(dice.split(), draft, binding)
    let policy = maker.make()
    let told = draft.tables.filter { table in
      policy.tables.contains { $0.patterns == ["\(table.name)"] && !$0.rules.allows.isEmpty } || table.owner == .itself
    }
    let asked = dice.some(dice.happens(20) ? 2 : 1, of: told.isEmpty ? draft.tables : told).map(\.name)
    let parts = draft.tables.filter { asked.contains($0.name) }.flatMap(\.parts)
    return FuzzCase(draft: draft, policy: policy, engine: engine, asked: Set(asked + parts))
  }

  /// What a server is given.
  package var subject: FuzzSubject { FuzzSubject(sql: draft.sql, policy: policy, engine: engine, asked: asked) }
}
