import Diagnostics
import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  mutating func addIdentityTable(
    _ name: QualifiedName, _ columns: [ColumnDefinition], _ constraints: [Constraint], _ purpose: String,
    needs: [String] = []
  ) {
    add(
      "table \(name)", .identity,
      create: [Step(.createTable(name, columns, constraints), purpose), ownedByIdentity(.table(name))],
      remove: ([Names.logins, Names.anonymousLogins].contains(name) ? [refuseLogins(in: name)] : [])
        + [Step(.dropTable(name), "Who may act is forgotten", hazard: .dropsData)], needs: ["schema bailiwick"] + needs)
  }

  mutating func addIdentityCheck(
    _ name: String, on table: QualifiedName, _ condition: Expression, _ purpose: String,
    _ location: SourceLocation = .unknown
  ) {
    add(
      "constraint \(table) \(name)", .identity, .alterTable(table, .add(.check(name: name, condition))),
      undo: .alterTable(table, .dropConstraint(name)), purpose, location,
      needs: ["table \(table)"])
  }

  /// The keys that a cascade searches by.
  mutating func addIdentityIndexes(_ table: QualifiedName) {
    for (name, column) in [
      ("\(table.name)_principal_idx", "principal_id"), ("\(table.name)_tenant_idx", "tenant_id"),
    ] {
      add(
        "index bailiwick.\(name)", .identity, .createIndex(name, on: table, [column]),
        undo: .dropIndex(QualifiedName("bailiwick", name)), "The key that a cascade searches by",
        needs: ["table \(table)"])
    }
  }

  /// A status travels by the key's cascade, so that identity need not join for it.
  func statusKey(_ name: String, _ columns: [String], _ parent: QualifiedName) -> Constraint {
    .foreignKey(ForeignKey(name, columns, parent, ["id", "active"], onUpdate: .cascade))
  }

  mutating func addIdentityView(
    _ name: QualifiedName, _ query: Query, _ purpose: String, needs: [String], _ location: SourceLocation = .unknown
  ) {
    add(
      "view \(name)", .identity,
      create: [Step(.createView(name, query), purpose, location), ownedByIdentity(.view(name))],
      remove: [Step(.dropView(name), "Takes back the view \(name)")], needs: needs)
  }

  mutating func addDefaultFunction(_ name: QualifiedName, _ type: SQLType, _ column: String, _ purpose: String) {
    let query = Query([.init(.column(column, of: "i"))], from: [.init(Names.identity, "i")])
    add(
      "function \(name)", .identity,
      create: [Step(.createFunction(name, returns: type, query), purpose), ownedByIdentity(.routine(name))],
      remove: [Step(.dropFunction(name), "Takes back the function \(name)")], needs: ["view \(Names.identity)"])
  }

  func ownedByIdentity(_ object: Ownable) -> Step {
    Step(.setOwner(object, to: Names.identityOwner), "Belongs to a role that nobody logs in as")
  }

  /// A login that outlived its identity could still log in, so logins go first.
  private func refuseLogins(in table: QualifiedName) -> Step {
    Step(
      .refuse(
        ifAny: [Query([], from: [.init(table, "l")])],
        message: "logins remain; `bailiwick principal remove` takes them away first"),
      "A login must not outlive its identity")
  }
}
