import PolicyModel
import SQLSyntax
import SchemaModel

/// An application that names whom it acts for may say that it acts for nobody in particular, in a setting that says nothing
/// else: a principal that it forgot to name stays nobody. What is held then stands in a table, by the tenant, so that no
/// setting names a role.
extension Compiler {
  /// Whether the application may say so.
  var namesNoPerson: Bool { binds.setting && !policy.anonymousRoles.isEmpty }

  mutating func addAnonymousMembers() {
    let table = Names.anonymousMembers
    addIdentityTable(
      table,
      [
        ColumnDefinition("tenant_id", tenantType, primaryKey: true),
        ColumnDefinition("tenant_active", .boolean, notNull: true),
        ColumnDefinition("roles", .array(.text), notNull: true),
      ], [statusKey("anonymous_members_tenant_fkey", ["tenant_id", "tenant_active"], Names.tenants)],
      "What whoever has no person may be in a tenant; where nothing stands, nobody acts so")
    addIdentityCheck(
      "anonymous_members_known_roles", on: table, atLeastOne(of: policy.anonymousRoles),
      "Roles that the policy declares as held without a person", anonymousLocation)
  }

  /// What the tenant gives whoever has no person, where the settings of this very transaction say that there is none, and
  /// name none; a login with an identity of its own has no other.
  var anonymousSettingQuery: Query {
    anonymousMembers(
      Self.answer, tenant: .setting("bailiwick.tenant"),
      and: [
        .binary(Self.saysNoPerson, .equal, .literal(.text(SessionRoutine.noPerson))),
        .isNull(.setting("bailiwick.principal")), .isBoundHere,
      ])
  }

  /// What a transaction says of itself that acts for nobody in particular.
  static let saysNoPerson = Expression.setting("bailiwick.anonymous")

  /// On CockroachDB, what binds asks before it sets.
  mutating func addAnonymousBindingCheck() {
    let parameter = Routine.Parameter("p_tenant", .text)
    addBindingCheck(
      Names.canBindAnonymous, [parameter],
      anonymousMembers([], tenant: .call(.nullIf, [.parameter(parameter.name), .literal(.text(""))])).counted,
      "Whether a bind without a person would find a tenant, for the routine that binds with the caller's own rights")
  }

  private func anonymousMembers(_ columns: [String], tenant: Expression, and said: [Expression] = []) -> Query {
    func column(_ name: String) -> Expression { .column(name, of: "n") }
    return Query(
      columns.map { name in
        switch name {
        case "principal_id": .init(.literal(.null), as: name)
        case "reaches_all": .init(.bool(false), as: name)
        default: .init(column(name))
        }
      }, from: [.init(Names.anonymousMembers, "n")],
      where: .and(
        [.binary(column("tenant_id"), .equal, .reading(tenant, tenantType))] + said + [column("tenant_active")]
          + isNoPrincipal + isOfToday))
  }
}
