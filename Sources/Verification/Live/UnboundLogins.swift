package import SchemaModel

extension SchemaSnapshot {
  /// The logins that row security never applies to, by themselves: superusers, and roles with BYPASSRLS. No proof holds
  /// against them, whatever a policy says (PostgreSQL's documentation, "Row Security Policies").
  package var unboundLogins: [String] {
    roles.filter { $0.attributes.contains("login") }.compactMap { role in
      let above = ["superuser", "bypassrls"].filter(role.attributes.contains)
      return above.isEmpty ? nil : "\(role.name) (\(above.map { $0.uppercased() }.joined(separator: ", ")))"
    }
  }
}
