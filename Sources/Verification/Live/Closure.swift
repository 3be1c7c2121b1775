package import Database
import Diagnostics
package import PolicyModel
package import SchemaModel

/// What a live database's logins can be and become, held against the identity that they have.
package struct LoginClosure {
  private let policy: ResolvedPolicy
  private let found: SchemaSnapshot
  private let identities: [String: [String]]

  /// Creates a comparison; `identities` are the roles of each login's identity, granted directly.
  package init(policy: ResolvedPolicy, found: SchemaSnapshot, identities: [String: [String]]) {
    (self.policy, self.found, self.identities) = (policy, found, identities)
  }

  /// The identities of a live database; none where it has no identity table.
  package static func identities(_ connection: Connection) async throws(DatabaseError) -> [String: [String]] {
    var rows: [[String?]] = []
    for table in ["bailiwick.logins", "bailiwick.anonymous_logins"] {
      let there = try await connection.run("SELECT pg_catalog.to_regclass($1) IS NOT NULL", [table])
      guard there.rows.first?.first == "t" else { continue }
      rows += try await connection.run("SELECT login::text, r.role FROM \(table), unnest(roles) AS r(role)").rows
    }
    return Dictionary(grouping: rows) { $0[0] ?? "" }.mapValues { $0.compactMap { $0[1] } }
  }

  /// A finding for every login that can do more than its identity says.
  package func findings() -> [StructuralFinding] {
    let byName = Dictionary(found.roles.map { ($0.name, $0) }) { first, _ in first }
    let owners = Set(
      [found.table(policy.tenants.table)?.owner ?? ""] + [
        "\(policy.name)__owner", "\(policy.name)__reader", "\(policy.name)__writer", "bailiwick_owner",
      ])
    let policyRoles = Set(policy.roles.map { "\(policy.name)_\($0.name)" })
    return found.roles.flatMap { role -> [StructuralFinding] in
      guard role.attributes.contains("login") || identities[role.name] != nil else { return [] }
      // Whoever is a superuser is the operator: nothing binds him, and no policy speaks of him. One with an identity is not.
      let services = ServiceClosure(policy: policy, found: found)
      let groups = services.groups(of: role)
      if role.attributes.contains("superuser"), identities[role.name] == nil, groups.isEmpty { return [] }
      let exposure = Exposure(of: role.name, in: found)
      var lines = (exposure.attributes + exposure.predefinedRoles).map { StructuralFinding("login \($0.summary)") }
      let held = Set(found.closure(of: role.name).map(\.name)).subtracting([role.name])
      if let roles = identities[role.name] {
        if role.attributes.contains("createdb") { lines.append(.init("login \(role.name) has CREATEDB")) }
        for owner in owners.intersection(held).sorted() {
          lines.append(.init("login \(role.name) may become \(owner)"))
        }
        let direct = Set(role.memberOf)
        let wanted = Set(roles.map { "\(policy.name)_\($0)" })
        for extra in direct.subtracting(wanted).subtracting(owners).sorted() {
          lines.append(.init("login \(role.name) is a member of \(extra), which its identity does not say"))
        }
        for gone in wanted.subtracting(direct).sorted() {
          lines.append(.init("login \(role.name) is no member of \(gone), though its identity says so"))
        }
        for setting in role.settings { lines.append(.init("login \(role.name) has the setting \(setting)")) }
      } else if !groups.isEmpty {
        lines += services.findings(role, groups)
      } else {
        for owner in owners.intersection(held).sorted() {
          lines.append(.init("login \(role.name) may become \(owner)"))
        }
        for other in policyRoles.intersection(held).sorted() {
          lines.append(.init("login \(role.name) is a member of \(other), but has no identity: it is nobody"))
        }
      }
      return lines
    }
      + identities.keys.filter { byName[$0] == nil }.sorted().map {
        .init("the identity of \($0) has no role: whoever makes one of that name is somebody")
      }
  }
}
