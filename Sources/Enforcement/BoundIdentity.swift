import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  static let answer = ["principal_id", "tenant_id", "roles", "reaches_all"]

  /// The session whose token was bound in this very transaction, on the pool that it was opened for; a login with an
  /// identity of its own has no other.
  var sessionQuery: Query {
    openSession(
      Self.answer,
      token: can.dialect == .postgresql ? .boundTokenHash : .sharedHash(.setting("bailiwick.token")),
      and: .isBoundHere)
  }

  /// The membership that the settings of this very transaction name; a login with an identity of its own has no other. Who is
  /// named and said not to be there is nobody.
  var settingQuery: Query {
    membership(
      Self.answer, principal: .setting("bailiwick.principal"), tenant: .setting("bailiwick.tenant"),
      and: (namesNoPerson ? [.isNull(Self.saysNoPerson)] : []) + [.isBoundHere])
  }

  /// On CockroachDB a routine that makes settings cannot trust what reads them: STABLE functions keep within a statement
  /// what they were when it was planned (optbuilder/routine.go builds bodies with the statement that calls them). So what
  /// binds asks before it sets, by its argument. It answers no more than a bind that fails does.
  mutating func addBindingCheck() {
    let query: Query
    let parameters: [Routine.Parameter]
    if binds.session != nil {
      query = openSession([], token: .sharedHash(.parameter("p_token")))
      parameters = [.init("p_token", .text)]
    } else {
      query = membership(
        [], principal: .parameter("p_principal"),
        tenant: .call(.nullIf, [.parameter("p_tenant"), .literal(.text(""))]))
      parameters = [.init("p_principal", .text), .init("p_tenant", .text)]
    }
    var counted = query.counted
    if opensWithoutPerson {
      let others = anonymous([], token: .sharedHash(.parameter("p_token")))
      counted = Query([.init(.or([.subquery(counted), .subquery(others.counted)]))])
    }
    addBindingCheck(
      Names.canBind, parameters, counted,
      "Whether a bind would find anybody, for the routine that binds with the caller's own rights")
    if namesNoPerson { addAnonymousBindingCheck() }
  }

  mutating func addBindingCheck(
    _ name: QualifiedName, _ parameters: [Routine.Parameter], _ query: Query, _ purpose: String
  ) {
    let routine = Routine(name, parameters, returns: .value(.boolean), .query(query))
    let object = Securable.routine(routine.name, routine.types)
    add(
      "function \(routine.name)", .identity,
      create: [
        Step(.createRoutine(routine), purpose, binds.location),
        Step(.revoke([.init(.execute)], on: [object], from: [.everybody]), "EXECUTE is PUBLIC's by default"),
        ownedByIdentity(.routine(routine.name, routine.types)),
      ], remove: [Step(.dropRoutine(routine.name, routine.types), "Takes back the function \(routine.name)")],
      needs: ["view \(Names.identity)"])
    grant(.execute, on: object, to: [names.pool], purpose, binds.location)
  }

  private func openSession(_ columns: [String], token: Expression, and bound: Expression? = nil) -> Query {
    func session(_ name: String) -> Expression { .column(name, of: "s") }
    // Where no key can carry what a membership says, the membership is read.
    let alias = can.arrayKeys ? "s" : "m"
    func member(_ name: String) -> Expression { .column(name, of: alias) }
    let now = Expression.call(.statementTimestamp, [])
    let join = Expression.binary(.column("id", of: "m"), .equal, session("membership_id"))
    return Query(
      columns.map { name in
        switch name {
        case "reaches_all" where !can.arrayKeys: .init(.isNull(member("tenant_id")), as: name)
        case "roles" where !can.arrayKeys: membershipRoles
        default: .init(member(name))
        }
      },
      from: [.init(Names.sessions, "s")]
        + (can.arrayKeys ? [] : [.init(Names.memberships, "m", join: .inner(on: join))]),
      where: .and(
        [.binary(session("token_hash"), .equal, token)] + [bound].compactMap(\.self) + [
          .binary(session("pool"), .equal, .sessionUser), member("principal_active"), member("tenant_active"),
          .binary(session("expires_at"), .greater, now), .binary(session("idle_at"), .greater, now),
          .binary(member("valid_until"), .greater, now),
        ] + isMember + isNoPrincipal + isOfToday))
  }

  private func membership(
    _ columns: [String], principal: Expression, tenant: Expression, and said: [Expression] = []
  ) -> Query {
    func column(_ name: String) -> Expression { .column(name, of: "m") }
    let asked = Expression.reading(tenant, tenantType)
    let far = Expression.isNull(column("tenant_id"))
    let parts: [Expression] =
      [.binary(column("principal_id"), .equal, .reading(principal, principalType))] + said + [
        farRoles.isEmpty
          ? .binary(column("tenant_id"), .equal, asked)
          : .or([.binary(column("tenant_id"), .equal, asked), .and([far, .isNull(.reading(tenant, .text))])]),
        column("principal_active"), column("tenant_active"),
        .binary(column("valid_until"), .greater, .call(.statementTimestamp, [])),
      ] + isNoPrincipal + isOfToday
    return Query(
      columns.map { $0 == "reaches_all" ? .init(far, as: $0) : .init(column($0)) },
      from: [.init(Names.memberships, "m")], where: .and(parts))
  }

  /// That the login has no identity of its own: one that has, and is let into a pool by hand, would have two.
  var isNoPrincipal: [Expression] {
    guard binds.login else { return [] }
    return ([Names.logins] + (logsInWithoutPerson ? [Names.anonymousLogins] : [])).map { table in
      .not(
        .exists(
          Query(
            [.init(.literal(.integer(1)))], from: [.init(table, "l")],
            where: .binary(.column("login", of: "l"), .equal, .sessionUser))))
    }
  }
}

extension Query {
  /// Whether the query finds anything.
  var counted: Query {
    var counted = self
    counted.items = [.init(.binary(.call(.count, []), .greater, .literal(.integer(0))))]
    return counted
  }
}
