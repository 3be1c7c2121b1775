import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  mutating func addIdentityTable(
    _ name: QualifiedName, _ columns: [ColumnDefinition], _ constraints: [Constraint], _ purpose: String
  ) {
    add(
      "table \(name)", .identity,
      create: [Step(.createTable(name, columns, constraints), purpose), ownedByIdentity(.table(name))],
      remove: (name == Names.logins ? [refuseLogins] : [])
        + [Step(.dropTable(name), "Who may act is forgotten", hazard: .dropsData)], needs: ["schema bailiwick"])
  }

  mutating func addLoginCheck(_ name: String, _ condition: Expression, _ purpose: String) {
    add(
      "constraint bailiwick.logins \(name)", .identity,
      .alterTable(Names.logins, .add(.check(name: name, condition))),
      undo: .alterTable(Names.logins, .dropConstraint(name)), purpose, needs: ["table \(Names.logins)"])
  }

  mutating func addIdentityView(_ name: QualifiedName, _ query: Query, _ purpose: String, needs: String) {
    add(
      "view \(name)", .identity, create: [Step(.createView(name, query), purpose), ownedByIdentity(.view(name))],
      remove: [Step(.dropView(name), "Takes back the view \(name)")], needs: [needs])
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
  private var refuseLogins: Step {
    Step(
      .refuse(
        ifAny: [Query([], from: [.init(Names.logins, "l")])],
        message: "logins remain; `bailiwick principal remove` takes them away first"),
      "A login must not outlive its identity")
  }
}
