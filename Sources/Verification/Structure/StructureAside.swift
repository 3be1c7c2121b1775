package import SchemaModel

/// What no comparison with a plan sees, because the plan has none of it, or has it under another name: the ledger, the owner
/// of the database, parameters of the server, and what it keeps from everybody. Whoever may write the first or holds one of
/// the others is not bound by a plan.
package struct StructureAside {
  private let found: SchemaSnapshot
  private let roles: Set<String>
  private let supers: Set<String>

  /// - Parameter roles: The database roles of the plan.
  package init(found: SchemaSnapshot, roles: Set<String>) {
    (self.found, self.roles) = (found, roles)
    supers = Set(found.roles.filter { $0.attributes.contains("superuser") }.map(\.name))
  }

  func findings() -> [StructuralFinding] {
    (ledger() + database() + parameters() + systemGrants()).map { StructuralFinding($0) }
  }

  /// The same where no reference is built: also what stands in the server's own schemas and in its configuration, of which
  /// no plan has anything.
  package func findingsWithoutReference() -> [StructuralFinding] {
    let own = found.objects.filter { object in
      SchemaSnapshot.ownSchemas.contains { object.name.hasPrefix("\($0).") } && object.kind != "system grant"
    }.map { "\($0.kind) \($0.name) stands in a schema of the server's own" }
    let configured = found.objects.filter { $0.kind == "setting" && $0.name.hasSuffix(" of the server") }.map {
      "setting \($0.name): \($0.text)"
    }
    return findings() + (own + configured).map { StructuralFinding($0) }
  }

  /// Nobody but its owner may read or write it, and no role of the plan is that.
  private func ledger() -> [String] {
    let objects = found.objects.filter { $0.kind == "schema" && $0.name == "bailiwick_ledger" }
      .map { ("schema \($0.name)", $0.owner, $0.grants) }
    let tables = found.tables.filter { $0.name.schema == "bailiwick_ledger" }.map {
      ("\($0.name)", $0.owner, $0.grants)
    }
    return (objects + tables).flatMap { name, owner, grants in
      (roles.contains(owner) ? ["\(name) belongs to \(owner), a role of the plan"] : [])
        + others(grants, than: owner).map { "\(name): \($0) is granted, but nobody except its owner may touch it" }
    }
  }

  private func others(_ grants: [String], than owner: String) -> [String] {
    grants.filter { entry in
      guard let grant = Grant(parsing: entry) else { return true }
      return grant.role.map { $0 != owner && !supers.contains($0) } ?? true
    }
  }

  /// Its owner says what every session begins with, and makes schemas.
  private func database() -> [String] {
    found.objects.filter { $0.kind == "database" && roles.contains($0.owner) }.map {
      "database of this name belongs to \($0.owner), a role of the plan"
    }
  }

  /// What only superusers change by default: triggers and keys are switched off by one of them.
  private func parameters() -> [String] {
    found.objects.filter { $0.kind == "parameter" }.flatMap { parameter in
      parameter.grants.filter(reaches).map {
        "parameter \(parameter.name): \($0) is granted, but not of the plan"
      }
    }
  }

  /// Statistics hold values of all rows, and routines read files: server and extensions give them to nobody.
  private func systemGrants() -> [String] {
    found.objects.filter { $0.kind == "system grant" }.flatMap { object in
      object.grants.filter(reaches).map {
        "\(object.name) is kept from everybody: \($0) is granted, but not of the plan"
      }
    }
  }

  /// Whether somebody has it who is a role of the plan, or may become one.
  private func reaches(_ entry: String) -> Bool {
    guard let grant = Grant(parsing: entry) else { return false }
    guard let role = grant.role else { return true }
    return found.closure(of: role).contains { roles.contains($0.name) }
  }
}
