import Database
import PolicyModel
import SQLSyntax
import SchemaModel

extension Verification {
  /// The most roles that one principal of a tenant may hold together and without an end: all, unless they stand in a row of
  /// the application's that has no room for all.
  var together: [String] {
    guard let members = policy.members else { return ordinaryRoles }
    let flagged = Set(members.flags.map(\.role))
    let wanted = [ordinaryRoles] + ordinaryRoles.map { flagged.union([$0]).sorted() } + ordinaryRoles.map { [$0] }
    return wanted.filter { members.row(giving: $0) != nil }.max { $0.count < $1.count } ?? []
  }

  /// Whether anybody can hold exactly these roles of a tenant.
  func canBeHeld(_ roles: [String]) -> Bool {
    guard let members = policy.members, !isForSupport(roles) else { return true }
    return members.row(giving: roles) != nil
  }

  func isForSupport(_ roles: [String]) -> Bool { roles.contains { $0 == policy.promotions.support?.role } }

  /// A role with the statements that leave only it, of those that are held together, to a principal: each with its value,
  /// which comes before the principal. Nil where the application's table makes nobody a member.
  var demotion: (now: String, change: [(statement: RowStatement, value: String?)])? {
    guard let members = policy.members else { return nil }
    let others = ordinaryRoles.filter { !together.contains($0) } + together.dropFirst()
    for role in others {
      guard let row = members.row(giving: [role]) else { continue }
      let change = row.sorted { $0.key < $1.key }.map { column, value in
        (RowStatement.update(members.table, column, key: [members.person.name]), value)
      }
      return (role, change)
    }
    return nil
  }

  /// Where nothing follows the application's table, what is read in place says it.
  func isMember(_ principal: String, _ tenant: String) async throws(DatabaseError) -> Bool {
    let relation = engine == .postgresql ? "memberships" : "member_roles"
    return try await !observer.run(
      "SELECT FROM bailiwick.\(relation) WHERE principal_id::text = $1 AND tenant_id::text = $2", [principal, tenant]
    ).rows.isEmpty
  }

  /// Takes away what makes the principal, who is the parameter, a member.
  var dismissal: String {
    policy.members.map { RowStatement.delete($0.table, key: [$0.person.name]).sql }
      ?? "DELETE FROM bailiwick.memberships WHERE principal_id::text = $1"
  }
}
