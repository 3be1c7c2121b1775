import Diagnostics
public import PolicyModel

/// Who may give and take which roles, in the tenant that they act for: by `bailiwick.grant_role(principal, role)` and
/// `bailiwick.revoke_role`, which check, perform and record in one transaction. Nobody changes their own roles.
///
///     MayGrant("manager", roles: "clerk", "viewer")
///
/// Whatever a role inherits has to be listed as well. Without the clause, roles are an operator's to give.
/// `readers:` may read `bailiwick.role_history`, the tenant's record, beside those who give.
public func MayGrant(
  _ role: String, roles: String..., readers: [String] = [], file: String = #fileID, line: Int = #line,
  column: Int = #column
) -> PolicyClause {
  PolicyClause(
    part: .mayGrant(MayGrantClause(role, roles: roles, readers: readers, location: place(file, line, column))))
}

/// A role for people from outside the tenant, who have it for a while and for a reason, given by somebody of the tenant:
/// by `bailiwick.open_support(principal, reason, duration)`, and ended early by `bailiwick.end_support(principal)`.
///
///     Support("support", grantedBy: "manager", upTo: .hours(8))
///
/// Whoever is a member of the tenant gets none. The tenant sees all of it in `bailiwick.support_access`.
public func Support(
  _ role: String, grantedBy: String, upTo: Span, file: String = #fileID, line: Int = #line, column: Int = #column
) -> PolicyClause {
  PolicyClause(
    part: .support(SupportClause(role, grantedBy: grantedBy, upTo: upTo, location: place(file, line, column))))
}
