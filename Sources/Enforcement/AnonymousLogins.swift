import Diagnostics
import PolicyModel
import SQLSyntax
import SchemaModel

/// Logins without a person stand in a table of their own, as sessions without one do: it has no column for a person, and neither
/// table takes a role of the other, so that no row that changes turns one kind into the other.
extension Compiler {
  /// Whether there may be logins without a person.
  var logsInWithoutPerson: Bool { binds.login && !policy.anonymousRoles.isEmpty }

  mutating func addAnonymousLogins() {
    let table = Names.anonymousLogins
    addIdentityTable(
      table,
      [
        ColumnDefinition("login", .name, primaryKey: true),
        ColumnDefinition("active", .boolean, notNull: true, default: .bool(true)),
        ColumnDefinition("tenant_id", tenantType, notNull: true),
        ColumnDefinition("tenant_active", .boolean, notNull: true),
        ColumnDefinition("roles", .array(.text), notNull: true),
        ColumnDefinition("expires_at", .timestamptz, notNull: true, default: .literal(.text(forever))),
      ], [statusKey("anonymous_logins_tenant_fkey", ["tenant_id", "tenant_active"], Names.tenants)],
      "One login that is no person's, acting for one tenant")
    addIdentityCheck(
      "anonymous_logins_known_roles", on: table, atLeastOne(of: policy.anonymousRoles),
      "Roles that the policy declares as held without a person", anonymousLocation)
    let index = "anonymous_logins_tenant_idx"
    add(
      "index bailiwick.\(index)", .identity, .createIndex(index, on: table, ["tenant_id"]),
      undo: .dropIndex(QualifiedName("bailiwick", index)), "The key that a cascade searches by",
      needs: ["table \(table)"])
  }

  /// The login itself, where it is no person's as well: it is that person's then.
  var anonymousLoginQuery: Query {
    func column(_ name: String) -> Expression { .column(name, of: "n") }
    let person = Query(
      [.init(.literal(.integer(1)))], from: [.init(Names.logins, "o")],
      where: .binary(.column("login", of: "o"), .equal, column("login")))
    return Query(
      Self.answer.map { name in
        switch name {
        case "principal_id": .init(.literal(.null), as: name)
        case "reaches_all": .init(.bool(false), as: name)
        default: .init(column(name))
        }
      }, from: [.init(Names.anonymousLogins, "n")],
      where: .and(
        [
          .binary(column("login"), .equal, .sessionUser), column("active"), column("tenant_active"),
          .binary(column("expires_at"), .greater, .call(.statementTimestamp, [])), .not(.exists(person)),
        ] + isOfToday))
  }
}
