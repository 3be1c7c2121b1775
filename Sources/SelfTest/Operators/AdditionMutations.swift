import PolicyModel
import SQLSyntax
import SchemaModel

/// What stands beside the plan and leads around it.
enum AdditionMutations {
  static let all: [MutationOperator] = [
    MutationOperator("definer-function-added", "a function hands a table out with its owner's rights") { installed in
      installed.tables.map { table in
        let name = QualifiedName(table.name.schema, "handed_out")
        return .init(
          object: "\(table.name)", change: "\(name)() hands it out",
          statements: [.definerFunction(name, showing: table.name)],
          names: ["function \(name)() is not of the plan"])
      }
    },
    MutationOperator("view-added", "a superuser's view shows a table") { installed in
      installed.tables.map { table in
        let name = QualifiedName(table.name.schema, "all_of_it")
        let query = Query(table.table.columns.map { .init(.column($0.name, of: "t")) }, from: [.init(table.name, "t")])
        return .init(
          object: "\(table.name)", change: "view \(name) shows it",
          statements: [
            .statement(.createView(name, query)),
            .statement(.grant([.init(.select)], on: [.relation(name)], to: [.everybody])),
          ], names: ["view \(name) is not of the plan"])
      }
    },
    MutationOperator("trigger-added", "a trigger runs with another's rights when a table is written") { installed in
      installed.tables.map { table in
        let name = QualifiedName(table.name.schema, "looks_on")
        let trigger = TableTrigger("looks_on", on: table.name, .afterRow, [.insert], runs: name)
        return .init(
          object: "\(table.name)", change: "trigger looks_on",
          statements: [.definerTriggerFunction(name), .statement(.createTrigger(trigger))], tables: [],
          names: ["\(table.name): ", "trigger looks_on "])
      }
    },
    MutationOperator("rule-added", "a rule rewrites what is asked of a table") { installed in
      installed.tables.map { rule(on: $0.name, "\($0.name): ") }
    },
    MutationOperator("view-rule-added", "a rule rewrites what is asked of a view") { installed in
      installed.views.map { rule(on: $0.name, "view \($0.name)") }
    },
    MutationOperator("publication-added", "a publication carries a table's rows away") { installed in
      installed.tables.map { table in
        .init(
          object: "\(table.name)", change: "publication away", statements: [.addPublication("away", of: table.name)],
          names: ["\(table.name): ", "publication away"])
      }
    },
    MutationOperator("child-added", "a table without policies holds rows of a table") { installed in
      installed.tables.map { table in
        let name = QualifiedName(table.name.schema, "part_of_it")
        return .init(
          object: "\(table.name)", change: "child \(name)", statements: [.addChild(name, of: table.name)],
          names: ["\(name) is not of the plan"])
      }
    },
  ]

  private static func rule(on name: QualifiedName, _ words: String) -> MutationOperator.Mutation {
    .init(object: "\(name)", change: "rule quiet", statements: [.addRule("quiet", on: name)], names: [words])
  }
}
