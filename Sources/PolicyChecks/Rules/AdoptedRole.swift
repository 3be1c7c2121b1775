import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A role of that name exists and stands above row security.
  static let adoptedRole = Check(
    "AZ344", .error, "a role of that name exists and stands above row security",
    reason: """
      Roles belong to the cluster and are created only where they are missing. An existing one is taken as it is, \
      with its attributes: rules for a superuser or a role with BYPASSRLS bind nobody, and one with CREATEROLE can \
      grant itself others.
      """,
    bad: """
      CREATE ROLE freight_clerk SUPERUSER;
      """,
    good: """
      CREATE ROLE freight_clerk NOLOGIN;
      """
  ) { subject in
    subject.resolved.roles.compactMap { role -> Finding? in
      let name = "\(subject.resolved.name)_\(role.name)"
      let attributes = subject.snapshot.roles.first { $0.name == name }?.attributes ?? []
      let grave = attributes.filter { ["superuser", "bypassrls", "createrole", "replication"].contains($0) }
      guard !grave.isEmpty else { return nil }
      return Finding(
        nil, "the database has a role \(name) already, with \(names(grave.map { $0.uppercased() }))", at: role.location,
        fix: "ALTER ROLE \(name) \(grave.map { "NO\($0.uppercased())" }.joined(separator: " "))")
    }
  }
}
