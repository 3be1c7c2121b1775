import IntentOracle
import PolicyModel
import SQLSyntax

extension WriteCells {
  func deletes() -> [Question] {
    var outcomes: [Outcome] = []
    var questions: [Question] = []
    for (values, row) in stage.pairs(of: table.name) {
      let key = key(values)
      outcomes.append(oracle.delete(caller.actor, row, stage.world))
      let expected = oracle.delete(caller.actor, row, stage.world, reading: key.columns)
      questions.append(
        question(
          .delete, nil, stage.name(values, of: table, tenants), [expected], .delete(table.name, key: key.columns),
          key.values, about: row, .gone([values])))
    }
    return questions + blind(outcomes, .delete(table.name, key: []), [], .delete, nil) { .gone($0) } + callDeletes()
  }
}
