import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// Who is there, for policies that may hold no subquery: functions without arguments that read the identity, which is one
  /// row whatever binds it, STABLE so that they are computed once a statement (docs, user-defined functions; *unconfirmed*
  /// for policies). Each belongs to the owner of what the identity reads, which nobody else may.
  mutating func addIdentityFunctions() {
    addIdentityFunction(
      Names.actingTenant, tenantType, .column("tenant_id", of: "i"), "The tenant, for policies and defaults")
    if !principalColumns.isEmpty {
      addIdentityFunction(
        Names.actingPrincipal, principalType, .column("principal_id", of: "i"), "The person, for policies and defaults")
    }
    addIdentityFunction(
      Names.reachesAll, .boolean, .column("reaches_all", of: "i"), "Whether all tenants are reached; NULL for nobody")
    if !farRoles.isEmpty {
      addIdentityFunction(
        Names.reach, .array(tenantType), reachable,
        "The tenants that a floor admits: one's own, or every one, suspended ones too, for a role that reaches all")
    }
    addHoldingFunctions()
    for role in policy.roles {
      let held = Expression.binary(.column("roles", of: "i"), .overlaps, .texts(role.holders))
      addIdentityFunction(
        Names.gate(role.name), .boolean,
        role.reach == .allTenants ? .all([.column("reaches_all", of: "i"), held]) : held,
        "Whether \"\(role.name)\" is held, or a role that inherits it")
    }
  }

  private var reachable: Expression {
    let every = Query([.init(.call(.arrayAggregate, [.column("id", of: "t")]))], from: [.init(Names.tenants, "t")])
    return .when(
      .column("reaches_all", of: "i"), then: .subquery(every), otherwise: .array([.column("tenant_id", of: "i")]))
  }

  private mutating func addIdentityFunction(
    _ name: QualifiedName, _ type: SQLType, _ value: Expression, _ purpose: String
  ) {
    addIdentityFunction(
      name, type, Query([.init(value)], from: [.init(Names.identity, "i")]), purpose, needs: "view \(Names.identity)")
  }

  mutating func addIdentityFunction(
    _ name: QualifiedName, _ type: SQLType, _ query: Query, _ purpose: String, needs view: String
  ) {
    add(
      "function \(name)", .identity,
      create: [
        Step(.createRoutine(Routine(name, returns: .value(type), .query(query))), purpose),
        Step(
          .revoke([.init(.execute)], on: [.routine(name)], from: [.everybody]), "EXECUTE is PUBLIC's by default"),
        ownedByIdentity(.routine(name)),
      ], remove: [Step(.dropRoutine(name, []), "Takes back the function \(name)")],
      needs: [view, "table \(Names.tenants)"])
  }
}
