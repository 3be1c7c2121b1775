import PolicyModel
import SQLSyntax
import SchemaModel

/// Owners: what a role owns it may change, and what a superuser owns no policy binds.
enum OwnerMutations {
  static let all: [MutationOperator] = [
    MutationOperator("table-owned", "a table belongs to a role of requests") { installed in
      (installed.tables.map(\.name) + installed.identityTables).map { table in
        owner(.table(table), installed.lowest, "\(table)", installed.asked(about: table))
      }
    },
    MutationOperator("view-owned-by-superuser", "a view runs as a superuser, whom no policy binds") { installed in
      installed.views.map { view in
        owner(.view(view.name), installed.superuser, "view \(view.name)", installed.asked(about: view.name))
      }
    },
    MutationOperator("view-owned", "a view belongs to a role of requests") { installed in
      installed.views.map { view in
        owner(.view(view.name), installed.lowest, "view \(view.name)", installed.asked(about: view.name))
      }
    },
    MutationOperator("routine-owned-by-superuser", "a routine runs as a superuser") { installed in
      installed.callables.map { bySuperuser($0, $1, of: installed) }
    },
    MutationOperator("schema-owned", "a schema belongs to a role of requests") { installed in
      installed.found.objects.filter { $0.kind == "schema" && $0.name != "public" && $0.name != "bailiwick_ledger" }.map
      {
        owner(.schema($0.name), installed.lowest, "schema \($0.name)", [])
      }
    },
    MutationOperator("database-owned", "the database belongs to a role of requests") { installed in
      [
        .init(
          object: "the database", change: "belongs to \(installed.lowest)",
          statements: [.databaseOwner(installed.lowest)],
          names: ["database", "belongs to \(installed.lowest)"])
      ]
    },
  ]

  static func bySuperuser(
    _ routine: QualifiedName, _ types: [SQLType], of installed: Installed
  ) -> MutationOperator.Mutation {
    let (tables, cells) = installed.asked(aboutRoutine: routine)
    var mutation = owner(.routine(routine, types), installed.superuser, "function \(routine)", tables)
    mutation.cells = cells
    return mutation
  }

  private static func owner(
    _ object: Ownable, _ role: String, _ words: String, _ tables: Set<QualifiedName>
  ) -> MutationOperator.Mutation {
    .init(
      object: words, change: "belongs to \(role)", statements: [.statement(.setOwner(object, to: role))],
      tables: tables, names: [words, "belongs to "])
  }
}
