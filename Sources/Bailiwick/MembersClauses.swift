import Diagnostics
public import PolicyModel

/// Who is what in which tenant stands in the application's own table: somebody holds a role there as long as a row says so.
///
///     Members(in: "app.members", person: "user_id", tenant: "org_id", role: "role", map: ["admin": "manager", "staff": "clerk"])
///     Members(in: "app.members", person: "user_id", tenant: "org_id", flags: ["is_admin": "manager"])
///     Members(in: "app.members", person: "user_id", tenant: "org_id", roles: "permissions")
///
/// `role:` is a column with one value, `roles:` one with an array; `map` says which role each value gives, and without it the
/// values are the roles' own names. A value that nothing maps gives no role. `flags:` are boolean columns that give a role
/// where they are true. `where:` says which rows count at all, by their own columns: one that somebody deleted softly does not.
///
///     Members(in: "app.members", person: "user_id", tenant: "org_id", role: "role", where: column("deleted_at").isNull)
///
/// Writing such a row makes somebody something, so no rule may: those whom ``MayGrant(_:roles:readers:file:line:column:)``
/// names do it by `bailiwick.grant_role` and `revoke_role`, which write the row. What the application's own migrations or
/// its administrators change there is followed at once: open sessions have it at their next statement. On CockroachDB nothing
/// follows the table; it is read where it stands, by sessions alone, and reached by its view and by routines.
public func Members(
  in table: String, person: String, tenant: String, role: String? = nil, roles: String? = nil,
  map: [String: String] = [:], flags: [String: String] = [:], where condition: Predicate? = nil, file: String = #fileID,
  line: Int = #line,
  column: Int = #column
) -> PolicyClause {
  PolicyClause(
    part: .members(
      MembersClause(
        in: table, person: person, tenant: tenant, role: role, roles: roles, map: map, flags: flags, where: condition,
        location: place(file, line, column))))
}
