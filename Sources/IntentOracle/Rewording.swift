import PolicyModel
import SchemaModel

/// What becomes of statements that ask for more than one command at once, by PostgreSQL's own rules (CREATE POLICY,
/// "Policies Applied by Command Type"): a row that is met and may not be changed stops them, where UPDATE and DELETE would
/// pass it by.
extension Oracle {
  /// A row under MERGE … WHEN MATCHED.
  ///
  /// - Parameters:
  ///   - outcome: What UPDATE or DELETE by the same key does to the row.
  ///   - columns: The columns of the key.
  package func merge(
    _ actor: Actor, _ row: Row, _ world: World, reading columns: [String], as outcome: Outcome
  ) -> Outcome {
    outcome == .filtered && sees(actor, row, world, reading: columns) ? .refused(.check) : outcome
  }

  /// INSERT … ON CONFLICT DO UPDATE whose row meets another by its key.
  ///
  /// - Parameters:
  ///   - insert: What an INSERT of the row does that reads the key.
  ///   - update: What an UPDATE does to the row that is met, by the same key.
  package func upsert(insert: Outcome, update: Outcome) -> Outcome {
    switch (insert, update) {
    case (.refused(.privilege), _), (_, .refused(.privilege)): .refused(.privilege)
    case (.refused, _), (_, .filtered): .refused(.check)
    default: update
    }
  }

  /// COPY … FROM of the row of an INSERT. PostgreSQL asks for the privileges, and then says that it has no COPY FROM for a
  /// table with row security (its documentation of COPY, "Notes").
  package func copy(_ insert: Outcome) -> Outcome {
    insert == .refused(.privilege) ? insert : .refused(.unsupported)
  }

  /// A row under SELECT … FOR UPDATE: it is there for whoever may both see and change it.
  package func lock(_ actor: Actor, _ row: Row, _ world: World, reading columns: [String]) -> Outcome {
    guard let table = table(row.table) else { return .refused(.privilege) }
    // UPDATE of some column: a row keeps its tenant, so a rule that lists that column alone opens none.
    let open =
      actor.shared
      ? openToAll(.update, table)
      : rules(actor, row.table, .update, by: .table).reduce(into: Set<String>()) {
        $0.formUnion(self.columns(of: $1, actor))
      }
    if open.allSatisfy({ $0 == table.tenantColumn }) { return .refused(.privilege) }
    let outcome = update(actor, row, [:], world, reading: columns)
    return switch outcome {
    case .refused(.check), .violated: .done
    default: outcome
    }
  }
}
