import Enforcement
import PolicyModel
import SQLSyntax
import SchemaModel

/// Keys, checks, defaults and triggers: what holds rows together where no policy is asked.
enum KeyMutations {
  static let all: [MutationOperator] = [
    MutationOperator("key-dropped", "a key is gone: references may cross, statuses no longer travel") { installed in
      installed.keys.map { table, key in
        .init(
          object: key.words(on: table), change: "dropped",
          statements: [.statement(.alterTable(table, .dropConstraint(key.name)))],
          tables: installed.askedByKey(table, key), names: ["\(table): ", "foreign key \(key.name) "])
      }
    },
    MutationOperator("key-single", "a key is as it was before it carried the tenant") { installed in
      installed.keys.compactMap { table, key in
        guard key.columns.count > 1, table.schema != "bailiwick" else { return nil }
        var single = key
        (single.columns, single.parentColumns) = (Array(key.columns.dropFirst()), Array(key.parentColumns.dropFirst()))
        (single.onUpdate, single.onDeleteColumns) = (.noAction, [])
        return .init(
          object: key.words(on: table), change: "over \(single.columns.joined(separator: ", ")) alone",
          statements: [
            .statement(.alterTable(table, .dropConstraint(key.name))),
            .statement(.alterTable(table, .add(.foreignKey(single)))),
          ], tables: [table], names: ["\(table): ", "foreign key \(key.name) "])
      }
    },
    MutationOperator("key-unchecked", "a key is not held against the rows that stand") { installed in
      installed.keys.map { table, key in
        .init(
          object: key.words(on: table), change: "NOT VALID",
          statements: [.statement(.alterTable(table, .dropConstraint(key.name))), .uncheckedKey(table, key)],
          tables: [], names: ["\(table): ", key.name])
      }
    },
    MutationOperator("key-cascades", "what nobody may delete goes with its parent") { installed in
      installed.keys.filter { $0.key.onDelete == .noAction && $0.table.schema != "bailiwick" }.map { table, key in
        var cascading = key
        cascading.onDelete = .cascade
        return .init(
          object: key.words(on: table), change: "ON DELETE CASCADE",
          statements: [
            .statement(.alterTable(table, .dropConstraint(key.name))),
            .statement(.alterTable(table, .add(.foreignKey(cascading)))),
          ], tables: [table, key.parent], names: ["\(table): ", "foreign key \(key.name) "])
      }
    },
    MutationOperator("key-stays-behind", "a status no longer travels by the key") { installed in
      installed.keys.filter { $0.key.onUpdate == .cascade }.map { table, key in
        var still = key
        still.onUpdate = .noAction
        return .init(
          object: key.words(on: table), change: "without ON UPDATE CASCADE",
          // The row of the caller whose tenant is suspended for itself alone stands against the key.
          statements: [.statement(.alterTable(table, .dropConstraint(key.name))), .uncheckedKey(table, still)],
          names: ["\(table): ", "foreign key \(key.name) is not as planned: ", " no action false false"])
      }
    },
    MutationOperator("key-deferred", "a key is held at the end of a transaction") { installed in
      // CockroachDB has none that wait.
      let keys = installed.plan.dialect == .postgresql ? installed.keys : []
      return keys.map { table, key in
        .init(
          object: key.words(on: table), change: "INITIALLY DEFERRED", statements: [.deferredKey(table, key.name)],
          names: ["\(table): ", "foreign key \(key.name) is not as planned: ", " true true"])
      }
    },
    MutationOperator("key-asleep", "the triggers behind a table's keys are off") { installed in
      Set(installed.keys.map(\.table)).sorted().map { table in
        .init(
          object: "keys of \(table)", change: "DISABLE TRIGGER ALL", statements: [.disableKeys(table)],
          tables: installed.tables.contains { $0.name == table } ? [table] : [], names: ["\(table): ", "trigger"])
      }
    },
    MutationOperator("check-dropped", "a check is gone: roles and reach of identities are anything") { installed in
      installed.constraints.compactMap { table, constraint in
        guard case .check(let name, _) = constraint else { return nil }
        return .init(
          object: "check \(name) of \(table)", change: "dropped",
          statements: [.statement(.alterTable(table, .dropConstraint(name)))], names: ["\(table): ", "check \(name) "])
      }
    },
    MutationOperator("check-open", "a check holds for every row") { installed in
      installed.constraints.compactMap { table, constraint in
        guard case .check(let name, _) = constraint else { return nil }
        return .init(
          object: "check \(name) of \(table)", change: "CHECK (true)",
          statements: [
            .statement(.alterTable(table, .dropConstraint(name))),
            .statement(.alterTable(table, .add(.check(name: name, .bool(true))))),
          ], names: ["\(table): ", "check \(name) "])
      }
    },
    MutationOperator("null-allowed", "a column of an identity, or a tenant's, may be NULL") { installed in
      installed.notNulls.map { table, column in
        .init(
          object: "column \(column) of \(table)", change: "DROP NOT NULL",
          statements: [.nullable(table, column: column)],
          tables: installed.tables.contains { $0.name == table } ? [table] : [],
          names: ["\(table): ", "the column \(column) "])
      }
    },
    MutationOperator("default-gone", "a tenant's column has no default") { installed in
      installed.defaults.map { table, column in
        .init(
          object: "column \(column) of \(table)", change: "DROP DEFAULT",
          statements: [.statement(.alterTable(table, .dropDefault(column)))], tables: [table],
          names: ["\(table): ", "the column \(column) "])
      }
    },
    MutationOperator("unique-index-dropped", "a unique index that the plan made is gone") { installed in
      installed.statements.compactMap { statement in
        guard case .createIndex(let name, let table, _, true, _) = statement else { return nil }
        return .init(
          object: "index \(name) of \(table)", change: "dropped",
          statements: [.statement(.dropIndex(QualifiedName(table.schema, name), unique: true))],
          names: ["\(table)", name])
      }
    },
    MutationOperator("key-of-identities-dropped", "a key of identities is gone: two rows may be one login's") {
      installed in
      installed.identityTables.compactMap(installed.found.table).flatMap { table in
        ([table.primaryKey].compactMap(\.self) + table.uniques).filter { !installed.isReferred($0, of: table.name) }
          .map { key in
            .init(
              object: "key \(key.name) of \(table.name)", change: "dropped",
              statements: [.statement(.alterTable(table.name, .dropConstraint(key.name)))],
              names: ["\(table.name): ", key.name])
          }
      }
    },
    MutationOperator("trigger-dropped", "a trigger that guards a table is gone") { installed in
      installed.triggers.map { trigger in
        .init(
          object: "trigger \(trigger.name) of \(trigger.table)", change: "dropped",
          statements: [.statement(.dropTrigger(trigger.name, on: trigger.table))],
          names: ["\(trigger.table): ", "trigger \(trigger.name) "])
      }
    },
    MutationOperator("trigger-disabled", "a trigger that guards a table does not fire") { installed in
      installed.triggers.map { trigger in
        .init(
          object: "trigger \(trigger.name) of \(trigger.table)", change: "disabled",
          statements: [.disableTrigger(trigger.name, on: trigger.table)],
          names: ["\(trigger.table): ", "trigger \(trigger.name) "])
      }
    },
    MutationOperator("trigger-fewer", "a trigger that guards a table misses a command") { installed in
      installed.triggers.filter { $0.events.count > 1 }.flatMap { trigger in
        trigger.events.map { event in
          var fewer = trigger
          fewer.events.removeAll { $0 == event }
          return .init(
            object: "trigger \(trigger.name) of \(trigger.table)", change: "not on \(event.rawValue)",
            statements: [
              .statement(.dropTrigger(trigger.name, on: trigger.table)), .statement(.createTrigger(fewer)),
            ], names: ["\(trigger.table): ", "trigger \(trigger.name) "])
        }
      }
    },
  ]
}

extension ForeignKey {
  fileprivate func words(on table: QualifiedName) -> String { "foreign key \(name) of \(table)" }
}

extension Installed {
  /// The tables whose cells a key bears on; identities are asked for at once, and no cell changes a status.
  fileprivate func askedByKey(_ table: QualifiedName, _ key: ForeignKey) -> Set<QualifiedName> {
    table.schema == "bailiwick" ? [] : [table]
  }

  /// Whether a foreign key needs it.
  fileprivate func isReferred(_ key: Key, of table: QualifiedName) -> Bool {
    found.tables.flatMap(\.foreignKeys).contains { $0.parent == table && Set($0.parentColumns) == Set(key.columns) }
  }

  fileprivate var notNulls: [(table: QualifiedName, column: String)] {
    statements.flatMap { statement -> [(QualifiedName, String)] in
      switch statement {
      case .alterTable(let table, .setNotNull(let column)): [(table, column)]
      case .createTable(let table, let columns, _):
        columns.filter { $0.notNull && !$0.primaryKey }.map { (table, $0.name) }
      default: []
      }
    }
  }

  fileprivate var defaults: [(table: QualifiedName, column: String)] {
    statements.compactMap {
      if case .alterTable(let table, .setDefault(let column, _)) = $0 { (table, column) } else { nil }
    }
  }
}
