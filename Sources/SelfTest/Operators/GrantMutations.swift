import Enforcement
import PolicyModel
import SQLSyntax
import SchemaModel
import Verification

/// Privileges: more of them, fewer, with the right to pass them on, to everybody.
enum GrantMutations {
  static let all: [MutationOperator] = [
    MutationOperator("table-to-public", "everybody has a privilege on a table", widening: true) { installed in
      installed.tables.flatMap { table in
        [Privilege.select, .insert, .update, .delete].map { privilege in
          grant(privilege, on: .relation(table.name), to: .everybody, [table.name], ["\(table.name): "])
        }
      }
    },
    MutationOperator("table-to-another", "a role has a privilege that no rule gives it", widening: true) { installed in
      installed.tables.flatMap { table in
        [Privilege.select, .insert, .update, .delete].compactMap { privilege -> MutationOperator.Mutation? in
          let object = Securable.relation(table.name)
          let without = installed.requestRoles.first { role in
            !installed.plan.grants.keys.contains {
              $0.object == object && $0.privilege == privilege && $0.role == role && $0.column == nil
            }
          }
          return without.map { grant(privilege, on: object, to: .role($0), [table.name], ["\(table.name): "]) }
        }
      }
    },
    MutationOperator("truncate-granted", "a role may empty a table, past every policy") { installed in
      installed.tables.map {
        grant(.truncate, on: .relation($0.name), to: .role(installed.lowest), [], ["\($0.name): "])
      }
    },
    MutationOperator("trigger-granted", "a role may hang triggers on a table") { installed in
      installed.tables.map {
        grant(.trigger, on: .relation($0.name), to: .role(installed.lowest), [], ["\($0.name): "])
      }
    },
    MutationOperator("references-granted", "a role may refer to a table, and learn which keys exist") { installed in
      installed.tables.map {
        grant(.references, on: .relation($0.name), to: .role(installed.lowest), [], ["\($0.name): "])
      }
    },
    MutationOperator("column-granted", "a column that is withheld may be read", widening: true) { installed in
      installed.tables.flatMap { table in
        (table.hidden + table.masked).map { gate in
          let role = installed.requestRoles.first { role in
            !gate.seers.contains { role == "\(installed.policy.name)_\($0)" }
          }
          return columnGrant(.select, gate.column, on: table.name, to: role ?? installed.lowest)
        }
      }
    },
    MutationOperator("column-writable", "a column may be set that no rule opens", widening: true) { installed in
      installed.tables.flatMap { table in
        table.table.columns.filter { !$0.generated && !$0.identityAlways }.compactMap { column in
          let fact = installed.plan.grants.keys.contains {
            $0.object == .relation(table.name) && $0.privilege == .update
              && ($0.column == column.name || $0.column == nil)
          }
          return fact ? nil : columnGrant(.update, column.name, on: table.name, to: installed.lowest)
        }
      }
    },
    MutationOperator("grant-revoked", "a role lacks a privilege that a rule gives it") { installed in
      installed.plan.grants.keys.sorted { installed.key($0) < installed.key($1) }.compactMap { fact in
        guard case .relation(let name) = fact.object else { return nil }
        let spec = PrivilegeSpec(fact.privilege, fact.column.map { [$0] } ?? [])
        return .init(
          object: "\(name)", change: "\(fact.role) has no \(fact.privilege.rawValue) (\(fact.column ?? "all"))",
          statements: [.statement(.revoke([spec], on: [fact.object], from: [.role(fact.role)]))],
          tables: installed.asked(about: name), cells: fact.privilege.cells,
          names: ["\(name)", "\(fact.role)=\(fact.privilege.rawValue)"])
      }
    },
    MutationOperator("grant-option", "a role may pass on what it has") { installed in
      installed.plan.grants.keys.sorted { installed.key($0) < installed.key($1) }.compactMap { fact in
        guard fact.column == nil, case .role(let role) = Grantee.role(fact.role) else { return nil }
        return .init(
          object: "\(fact.object)", change: "\(role) has \(fact.privilege.rawValue) WITH GRANT OPTION",
          statements: [
            .statement(.grant([.init(fact.privilege)], on: [fact.object], to: [.role(role)], grantable: true))
          ], names: ["\(role)=\(fact.privilege.rawValue)*"])
      }
    },
    MutationOperator("schema-create", "everybody may make objects where names are looked up") { installed in
      installed.schemas(without: "PUBLIC=CREATE").map {
        grant(.create, on: .schema($0), to: .everybody, [], ["schema \($0)"])
      }
    },
    MutationOperator("schema-usage", "everybody may look into a schema") { installed in
      installed.schemas(without: "PUBLIC=USAGE").map {
        grant(.usage, on: .schema($0), to: .everybody, [], ["schema \($0)"])
      }
    },
    MutationOperator("sequence-granted", "everybody may read and move a sequence") { installed in
      installed.sequences.map { grant(.all, on: .sequence($0), to: .everybody, [], ["sequence \($0)"]) }
    },
    MutationOperator("routine-to-public", "everybody may call a routine") { installed in
      installed.callables.map { name, types in
        let (tables, cells) = installed.asked(aboutRoutine: name)
        var mutation = grant(.execute, on: .routine(name, types), to: .everybody, tables, ["function \(name)"])
        mutation.cells = cells
        return mutation
      }
    },
    MutationOperator("view-to-public", "everybody may read a view") { installed in
      installed.views.map { grant(.select, on: .relation($0.name), to: .everybody, [], ["view \($0.name)"]) }
    },
    MutationOperator("database-temporary", "everybody may make temporary objects, which hide others") { _ in
      [grant(.temporary, on: .database, to: .everybody, [], ["database"])]
    },
    MutationOperator("database-create", "a role may make schemas") { installed in
      [grant(.create, on: .database, to: .role(installed.lowest), [], ["database"])]
    },
    MutationOperator("database-connect", "everybody may connect") { _ in
      [grant(.connect, on: .database, to: .everybody, [], ["database"])]
    },
    MutationOperator("later-tables", "tables that are made later are everybody's") { installed in
      installed.owners.map { later(.select, on: .tables, by: $0, "r") }
    },
    MutationOperator("later-sequences", "sequences that are made later are everybody's") { installed in
      installed.owners.map { later(.usage, on: .sequences, by: $0, "S") }
    },
    MutationOperator("later-routines", "routines that are made later may be called by everybody") { installed in
      // Of others they are everybody's by default.
      installed.owners.filter { owner in
        installed.found.objects.contains { $0.kind == "default privileges" && $0.name == "\(owner) f" }
      }.map { later(.execute, on: .routines, by: $0, "f") }
    },
  ]

  private static func grant(
    _ privilege: Privilege, on object: Securable, to grantee: Grantee, _ tables: Set<QualifiedName>, _ names: [String]
  ) -> MutationOperator.Mutation {
    let who = if case .role(let role) = grantee { role } else { "PUBLIC" }
    // ALL is printed as what it stands for.
    let words = privilege == .all ? "\(who)=" : "\(who)=\(privilege.rawValue)"
    return .init(
      object: "\(object)", change: "\(who) has \(privilege.rawValue)",
      statements: [.statement(.grant([.init(privilege)], on: [object], to: [grantee]))], tables: tables,
      cells: privilege.cells, names: names + [words])
  }

  private static func columnGrant(
    _ privilege: Privilege, _ column: String, on table: QualifiedName, to role: String
  ) -> MutationOperator.Mutation {
    .init(
      object: "\(table)", change: "\(role) has \(privilege.rawValue) (\(column))",
      statements: [.statement(.grant([.init(privilege, [column])], on: [.relation(table)], to: [.role(role)]))],
      tables: [table], cells: privilege.cells, names: ["\(table): ", "\(role)=\(privilege.rawValue)(\(column))"])
  }

  private static func later(
    _ privilege: Privilege, on objects: TamperingStatement.LaterObjects, by owner: String, _ letter: String
  ) -> MutationOperator.Mutation {
    .init(
      object: "what \(owner) makes later", change: "PUBLIC has \(privilege.rawValue) ON \(objects.rawValue)",
      statements: [.defaultGrant(by: owner, privilege, on: objects, to: .everybody)],
      names: ["default privileges \(owner) \(letter)"])
  }
}

extension Privilege {
  /// The cells that it bears on: what may not be read cannot be looked for either, so reading bears on all commands.
  fileprivate var cells: CellChoice {
    switch self {
    case .insert: .command(.insert)
    case .update: .command(.update)
    case .delete: .command(.delete)
    default: .all
    }
  }
}

extension Installed {
  /// For a stable order.
  fileprivate func key(_ fact: GrantFact) -> String {
    "\(fact.object) \(fact.role) \(fact.privilege.rawValue) \(fact.column ?? "")"
  }

  /// The schemas of the application and our own, and the one that everybody shares, where the privilege is not held already.
  fileprivate func schemas(without entry: String) -> [String] {
    found.objects.filter { $0.kind == "schema" && $0.name != "bailiwick_ledger" && !$0.grants.contains(entry) }
      .map(\.name).sorted()
  }

  fileprivate var sequences: [QualifiedName] {
    found.objects.filter { $0.kind == "sequence" }.compactMap { QualifiedName(parsing: $0.name) }
  }

  /// The tables whose cells depend on a relation: itself, the table that a view shows, and any where it is our own.
  func asked(about name: QualifiedName) -> Set<QualifiedName> {
    if tables.contains(where: { $0.name == name }) { return [name] }
    if let shown = plan.views.first(where: { $0.value == name })?.key { return [shown] }
    return telling
  }
}
