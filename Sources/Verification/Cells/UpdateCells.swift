import IntentOracle
import PolicyModel
import SQLSyntax
import SchemaModel

extension WriteCells {
  /// Updates of one column to one value.
  func updates(_ column: String, to value: String?) -> [Question] {
    let typed = Value(printed: value, type: table.table.column(column)?.type ?? stage.policy.tenants.type)
    if value == nil && table.table.column(column)?.notNull == true { return [] }
    // A unique column takes one value in one row only.
    let single = ([table.table.primaryKey].compactMap { $0 } + table.table.uniques).contains {
      $0.columns.contains(column)
    }
    var outcomes: [Outcome] = []
    var questions: [Question] = []
    for (values, row) in stage.pairs(of: table.name) where (values[column] ?? nil) != value || !single {
      let key = key(values)
      outcomes.append(oracle.update(caller.actor, row, [column: typed], stage.world))
      let expected = oracle.update(caller.actor, row, [column: typed], stage.world, reading: key.columns)
      questions.append(
        question(
          .update, column, stage.name(values, of: table, tenants), [expected],
          .update(table.name, column, key: key.columns), [value] + key.values, about: row,
          .changed([values], column: column)))
    }
    questions += callUpdates(column, to: value, single: single)
    if single { return questions }
    return questions
      + blind(outcomes, .update(table.name, column, key: []), [value], .update, column) { .changed($0, column: column) }
  }
}
