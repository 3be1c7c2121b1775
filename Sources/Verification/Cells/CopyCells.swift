package import Database
package import SchemaModel

/// What the cells of some tables said in a copy of the database that they were prepared in.
package struct CopyFindings: Sendable {
  /// How many were asked.
  package var cells: Int
  /// Those in which policy and database differ.
  package var disagreements: [Disagreement]
  /// Callers that could not log in.
  package var locked: [StructuralFinding]
  /// Tables that are not as they were, though no statement admitted to it.
  package var unsettled: [QualifiedName]
}

extension Verification {
  /// Asks the cells of some tables in a copy of the database.
  ///
  /// - Parameters:
  ///   - seeding: The callers and rows, which the copy holds as well.
  ///   - tables: The tables; of the others no cell is asked.
  ///   - choice: Which of their cells.
  ///   - found: The copy's catalog.
  ///   - untilFirst: Whether one disagreement is enough.
  package func ask(
    _ seeding: Seeding, about tables: Set<QualifiedName>, _ choice: CellChoice = .all, in copy: ConnectionTarget,
    found: SchemaSnapshot, untilFirst: Bool
  ) async throws(VerificationError) -> CopyFindings {
    try await Self.telling {
      var examination = seeding.examination(paths, found).asking(about: tables)
      examination.stopsAtFirst = untilFirst
      examination.choice = choice
      let record = try await examination.run(seeding.cast.callers, in: [copy])
      return CopyFindings(
        cells: record.counts.values.reduce(0) { $0 + $1.cells }, disagreements: record.disagreements,
        locked: record.locked.sorted { $0.summary < $1.summary }, unsettled: record.unsettled.sorted())
    }
  }
}
