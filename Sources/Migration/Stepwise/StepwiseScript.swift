import SQLSyntax

/// A file's statements in one direction, each fit to be sent alone.
struct StepwiseScript: Sendable {
  let file: MigrationFile
  let path: String
  let direction: Direction
  let statements: [StepwiseStatement]

  /// - Throws: ``MigrationError`` for a statement that means something only together with the next ones: a session is lost
  ///   with its runner, and nothing of it with the journal.
  init(_ file: MigrationFile, _ direction: Direction) throws(MigrationError) {
    (self.file, self.direction, path) = (file, direction, "\(file.path).\(direction.rawValue).sql")
    guard let text = direction == .up ? file.up : file.down else { throw .noDown(file.path) }
    let read = ScriptReader.statements(of: text)
    for statement in read {
      if let word = statement.transactionControl ?? statement.words.first, Self.refused.contains(word) {
        throw .notAlone(file: path, line: statement.line, word: word)
      }
    }
    statements = read.map { statement in
      // Only the generator's own files say how to judge their statements.
      let postcondition = file.isGenerated ? statement.postcondition : nil
      return StepwiseStatement(
        text: statement.bare, line: statement.line,
        postcondition: postcondition ?? (Self.writesRows.contains(statement.words.first ?? "") ? .rows : nil))
    }
  }

  private static let refused: Set<String> = [
    "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "set", "reset", "use", "discard",
    "prepare", "prepare transaction", "deallocate", "copy",
  ]
  /// These touch rows alone, so they can commit together with their row of the journal.
  private static let writesRows: Set<String> = [
    "insert", "update", "delete", "upsert", "merge", "with", "select", "values",
  ]
}
