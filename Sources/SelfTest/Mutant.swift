package import SQLSyntax
package import SchemaModel
package import Verification

/// What a plan installed, with one thing worse about it, or with two layers gone that make up for each other.
package struct Mutant: Sendable, Hashable {
  /// The operator that made it.
  package var operation: String
  /// What was changed, as people call it: `policy floor of app.shipments`.
  package var object: String
  /// What became of it, one line.
  package var change: String
  /// The statements that make it so.
  package var statements: [TamperingStatement]
  /// The statements that take back what belongs to the whole cluster; a copy of a database takes the rest with it.
  package var undo: [TamperingStatement] = []
  /// The tables whose cells are asked; none where no statement of a caller could tell.
  package var tables: Set<QualifiedName> = []
  /// Which of their cells: others run nothing of what was changed.
  package var cells = CellChoice.all
  /// Words that a structural finding has to have, all of them, to have named what was changed: one set for each object.
  package var names: [[String]]
  /// The layer that was changed, where another one may make up for it.
  package var layer: MutatedLayer?
  /// Whether two layers went that make up for each other: then only a cell counts, since each alone was named before.
  package var isPair = false

  /// Creates a mutant of one object.
  package init(
    _ operation: String, of object: String, _ change: String, _ statements: [TamperingStatement],
    undo: [TamperingStatement] = [], asking tables: Set<QualifiedName> = [], names: [String]
  ) {
    (self.operation, self.object, self.change, self.statements) = (operation, object, change, statements)
    (self.undo, self.tables, self.names) = (undo, tables, [names])
  }

  /// Both at once, by another operator: a mutant and what makes up for it, so that the mutant's own cells are asked.
  func and(_ other: Mutant, by operation: String) -> Mutant {
    var both = self
    both.operation = operation
    both.object += " and " + other.object
    both.change += "; " + other.change
    both.statements += other.statements
    both.undo += other.undo
    both.tables.formUnion(other.tables)
    both.names += other.names
    both.isPair = true
    return both
  }

  /// Whether it reaches beyond its database, so that nothing else may be asked meanwhile.
  var isOfCluster: Bool { !undo.isEmpty }
}

/// A layer of a table's guard: another one may hold where it does not, so that no cell shows what became of it.
package enum MutatedLayer: Hashable, Sendable {
  /// A restrictive policy, above which rules repeat what it says.
  case restriction(QualifiedName)
  /// A permissive policy, below which the floor stands.
  case rule(QualifiedName)
  /// A view, whose owner's policies filter as well.
  case view(QualifiedName)
  /// A routine that writes, whose owner's policies filter as well.
  case routine(QualifiedName)
}

/// A kind of mutation, made of whatever a plan has that it applies to: what a plan has more tomorrow is mutated as well.
package struct MutationOperator: Sendable {
  /// A name that stays: `floor-dropped`.
  package let id: String
  /// What it does, one sentence.
  package let sentence: String
  /// Whether it lets more through and nothing less, so that what was let through before tells nothing of it.
  let isWidening: Bool
  private let make: @Sendable (Installed) -> [Mutation]

  /// One application of an operator, which gives it its name.
  struct Mutation {
    let object: String
    let change: String
    let statements: [TamperingStatement]
    var undo: [TamperingStatement] = []
    var tables: Set<QualifiedName> = []
    var cells = CellChoice.all
    let names: [String]
    var layer: MutatedLayer?
  }

  init(
    _ id: String, _ sentence: String, widening isWidening: Bool = false,
    _ make: @escaping @Sendable (Installed) -> [Mutation]
  ) {
    (self.id, self.sentence, self.isWidening, self.make) = (id, sentence, isWidening, make)
  }

  /// All its mutants of a plan, no two of which are the same statements.
  package func mutants(of installed: Installed) -> [Mutant] {
    var seen: Set<[TamperingStatement]> = []
    return make(installed).filter { seen.insert($0.statements).inserted }.map { mutation in
      var mutant = Mutant(
        id, of: mutation.object, mutation.change, mutation.statements, undo: mutation.undo, asking: mutation.tables,
        names: mutation.names)
      (mutant.cells, mutant.layer) = (mutation.cells, mutation.layer)
      mutant.cells.isDenied = isWidening
      mutant.cells.columns = installed.columnsToldApart(by: mutation.statements)
      return mutant
    }
  }
}
