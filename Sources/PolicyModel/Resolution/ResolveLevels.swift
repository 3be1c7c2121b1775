package import Diagnostics
package import SchemaModel

/// A level below the tenant.
package struct ResolvedLevel: Hashable, Sendable {
  /// The name within the policy.
  package var name: String
  /// The table with one row for each of it.
  package var table: QualifiedName
  /// Its key.
  package var key: String
  /// The key's type as the catalog spells it.
  package var type: String
  /// Where it was declared.
  package var location: SourceLocation
}

extension Resolver {
  mutating func resolveLevels() {
    for clause in policy.levels {
      if levels[clause.name] != nil { report("AZ123", "level \"\(clause.name)\" is declared twice", clause.location) }
      guard let name = QualifiedName(parsing: clause.table), let table = byName[name] else {
        unknown("AZ101", "table", clause.table, among: tableNames, clause.location)
        continue
      }
      guard name != tenants.table, let column = keyBesidesTenant(of: table) else {
        report(
          "AZ123", "\(name) is a level, but no one column names its rows", clause.location,
          fix: "give it a primary key of one column, beside that of the tenant at most")
        continue
      }
      levels[clause.name] = ResolvedLevel(
        name: clause.name, table: name, key: column.name, type: column.type, location: clause.location)
    }
    for clause in policy.roles {
      guard let level = clause.level else { continue }
      if !policy.levels.contains(where: { $0.name == level }) {
        unknown("AZ123", "level", level, among: policy.levels.map(\.name), clause.location, in: "the policy")
      }
      if clause.reach == .allTenants {
        report("AZ123", "role \"\(clause.name)\" reaches all tenants and is held at a \(level)", clause.location)
      }
      for other in roles[clause.name]?.closure ?? [] where other != clause.name {
        guard let inherited = policy.roles.first(where: { $0.name == other }), inherited.level != level else {
          continue
        }
        report(
          "AZ124", "role \"\(clause.name)\" is held at a \(level), but inherits \"\(other)\", which is not",
          clause.location, notes: ["what it inherits would hold beyond the \(level)"],
          fix: "inherit from roles at: \"\(level)\" only")
      }
    }
  }

  /// The one column of the key; of two, the one that is not the tenant's.
  private func keyBesidesTenant(of table: Table) -> Column? {
    guard let key = table.primaryKey?.columns, key.count <= 2 else { return nil }
    if key.count == 1 { return table.column(key[0]) }
    let named = policy.schemas.first { $0.name == table.name.schema }?.ownerships.compactMap { clause -> String? in
      if case .column(let column) = clause.ownership { column } else { nil }
    }
    guard let own = named?.first(where: key.contains) else { return nil }
    return key.first { $0 != own }.flatMap(table.column)
  }

  /// What says at what of each level rows of the table are: a column of theirs, or the way by their parents.
  mutating func resolveLevelColumns(_ result: inout ResolvedTable) {
    for level in levels.values {
      if let column = levelColumn(of: result.table, level) {
        result.levelColumns[level.name] = column
      } else if result.partOf == nil {
        result.levelPaths[level.name] = levelPath(of: result.table, level)
      }
    }
    for rule in result.rules where result.acrossTenants {
      guard let level = roles[rule.role]?.level else { continue }
      report(
        "AZ129", "\"\(rule.role)\" is held at a \(level), but rows of \(result.name) are a person's across tenants",
        rule.location, fix: "give the rule to a role of the whole tenant")
    }
    for rule in result.rules where !result.acrossTenants {
      guard let level = roles[rule.role]?.level, result.levelColumns[level] == nil, result.levelPaths[level] == nil
      else { continue }
      report(
        "AZ125",
        "\"\(rule.role)\" is held at a \(level), but nothing says at which \(level) a row of \(result.name) is",
        rule.location,
        notes: [
          "that takes one foreign key from \(result.name) to the table of the level, or one shortest way by keys to parents"
        ],
        fix: "give the rule to a role of the whole tenant, or the table a column with the \(level)")
    }
    for (gate, what) in (result.hidden + result.masked).map({ ($0, $0.mask == nil ? "Hide" : "Mask") }) {
      for seer in gate.seers where roles[seer]?.level != nil {
        report(
          "AZ126", "\(what) of \(result.name).\(gate.column) excepts \"\(seer)\", which is held at a level",
          gate.location, notes: ["privileges on columns are for all rows of a table"],
          fix: "except roles of the whole tenant only")
      }
    }
    for require in result.requires {
      for exempt in require.exempt where roles[exempt]?.level != nil {
        report(
          "AZ126", "Require on \(result.name) excepts \"\(exempt)\", which is held at a level", require.location,
          fix: "except roles of the whole tenant only")
      }
    }
  }
}
