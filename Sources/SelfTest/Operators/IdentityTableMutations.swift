import SQLSyntax
import SchemaModel

/// The tables that say who is who, and the record of what was applied: closed to whoever sends requests.
enum IdentityTableMutations {
  static let all: [MutationOperator] = [
    MutationOperator("identity-readable", "a role reads a table of identities") { installed in
      grants(.select, installed)
    },
    MutationOperator("identity-writable", "a role writes itself into a table of identities") { installed in
      grants(.insert, installed) + grants(.update, installed)
    },
    MutationOperator("record-erasable", "a role erases from a table of identities, the record of changes among them") {
      grants(.delete, $0)
    },
    MutationOperator("ledger-writable", "a role writes the record of migrations") { installed in
      installed.ledger.map { table in
        .init(
          object: "\(table)", change: "\(installed.lowest) has INSERT",
          statements: [.statement(.grant([.init(.insert)], on: [.relation(table)], to: [.role(installed.lowest)]))],
          names: ["\(table)", "\(installed.lowest)=INSERT"])
      }
    },
    MutationOperator("ledger-owned", "a role owns the record of migrations") { installed in
      installed.ledger.map { table in
        .init(
          object: "\(table)", change: "belongs to \(installed.lowest)",
          statements: [.statement(.setOwner(.table(table), to: installed.lowest))],
          names: ["\(table)", installed.lowest])
      }
    },
  ]

  private static func grants(_ privilege: Privilege, _ installed: Installed) -> [MutationOperator.Mutation] {
    installed.identityTables.map { table in
      .init(
        object: "\(table)", change: "\(installed.lowest) has \(privilege.rawValue)",
        statements: [.statement(.grant([.init(privilege)], on: [.relation(table)], to: [.role(installed.lowest)]))],
        names: ["\(table): ", "\(installed.lowest)=\(privilege.rawValue)"])
    }
  }
}

extension Installed {
  fileprivate var ledger: [QualifiedName] { found.tables.map(\.name).filter { $0.schema == "bailiwick_ledger" } }
}
