import IntentOracle
import PolicyModel
import SQLSyntax

extension WriteCells {
  /// What becomes of a deletion, with what else may become of it.
  func either(_ outcome: Outcome, _ row: Row) -> [Outcome] {
    [outcome] + (outcome == .done ? oracle.doubt(ofRemoving: row, in: stage.world).map { [$0] } ?? [] : [])
  }

  func deletes() -> [Question] {
    var outcomes: [Outcome] = []
    var doubts: Set<Outcome> = []
    var questions: [Question] = []
    for (values, row) in stage.pairs(of: table.name) {
      let key = key(values)
      let blindly = either(oracle.delete(caller.actor, row, stage.world), row)
      outcomes.append(blindly[0])
      doubts.formUnion(blindly.dropFirst())
      let expected = either(oracle.delete(caller.actor, row, stage.world, reading: key.columns), row)
      questions.append(
        question(
          .delete, nil, stage.name(values, of: table, tenants), expected, .delete(table.name, key: key.columns),
          key.values, about: row, .gone([values])))
    }
    return questions + blind(outcomes, .delete(table.name, key: []), [], .delete, nil, in: doubts) { .gone($0) }
      + callDeletes()
      + [question(.delete, nil, "every row, TRUNCATE", [oracle.truncate], .truncate(table.name), [], .gone([]))]
  }
}
