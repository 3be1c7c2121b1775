package import SchemaModel

/// Something installed that the plan does not have, or the other way round.
package struct StructuralFinding: Sendable, Hashable {
  /// The table that it guards or opens; nil where it is about more.
  package var table: QualifiedName?
  /// One sentence.
  package var summary: String
  /// Creates a finding.
  package init(table: QualifiedName? = nil, _ summary: String) {
    self.table = table
    self.summary = summary
  }
}

/// Holds what is installed against the plan, as a server of the same major wrote both down: texts are comparable then.
package struct Structure {
  private let plan: SchemaSnapshot
  private let found: SchemaSnapshot
  private let roles: Set<String>

  /// Creates a comparison; `roles` are those that the plan makes.
  package init(plan: SchemaSnapshot, found: SchemaSnapshot, roles: Set<String>) {
    self.plan = plan.withoutNamesOfSuperusers()
    self.found = found.withoutNamesOfSuperusers()
    self.roles = roles
  }

  /// Every difference that can change who reaches what.
  package func findings() -> [StructuralFinding] { tables() + objects() + roleFindings() }

  private func tables() -> [StructuralFinding] {
    plan.tables.flatMap { want -> [StructuralFinding] in
      guard let have = found.table(want.name) else { return [.init(table: want.name, "\(want.name) is missing")] }
      func finding(_ text: String) -> StructuralFinding { .init(table: want.name, "\(want.name): \(text)") }
      var lines: [StructuralFinding] = []
      if have.rowSecurity != want.rowSecurity { lines.append(finding("row security is disabled")) }
      if have.forced != want.forced { lines.append(finding("row security does not bind the owner (NO FORCE)")) }
      if have.owner != want.owner { lines.append(finding("belongs to \(have.owner), not to \(want.owner)")) }
      lines += compare("policy", want.policies, have.policies).map(finding)
      lines += compare("check", want.checks, have.checks).map(finding)
      lines += compare("trigger", want.triggers, have.triggers).map(finding)
      lines += compare("rule", want.rules, have.rules).map(finding)
      lines += compare("foreign key", want.foreignKeys.map(\.definition), have.foreignKeys.map(\.definition)).map(
        finding)
      let (keys, others) = (
        want.uniques.map { "\($0.name) (\($0.columns))" }, have.uniques.map { "\($0.name) (\($0.columns))" }
      )
      lines += Set(keys).subtracting(others).sorted().map { finding("the key \($0) is missing") }
      for column in want.columns {
        guard let there = have.column(column.name) else {
          lines.append(finding("the column \(column.name) is missing")); continue
        }
        if there != column {
          lines.append(finding("the column \(column.name) is not as planned: default, NOT NULL or type"))
        }
      }
      for column in have.columns where want.column(column.name) == nil {
        lines.append(finding("the column \(column.name) is not of the plan"))
      }
      lines += grants(want.grants, have.grants).map(finding)
      if have.inherits != want.inherits { lines.append(finding("its parents are others")) }
      lines += Set(have.publications).subtracting(want.publications).sorted().map {
        finding("the publication \($0) carries its rows away")
      }
      return lines
    }
      + found.tables.filter { plan.table($0.name) == nil }.map {
        .init(table: $0.name, "\($0.name) is not of the plan")
      }
  }

  private func compare(_ kind: String, _ want: [Definition], _ have: [Definition]) -> [String] {
    let there = Dictionary(have.map { ($0.name, $0.text) }) { first, _ in first }
    let wanted = Set(want.map(\.name))
    return want.compactMap { definition in
      guard let text = there[definition.name] else { return "\(kind) \(definition.name) is missing" }
      return text == definition.text ? nil : "\(kind) \(definition.name) is not as planned: \(text)"
    } + have.filter { !wanted.contains($0.name) }.map { "\(kind) \($0.name) is not of the plan: \($0.text)" }
  }

  private func grants(_ want: [String], _ have: [String]) -> [String] {
    Set(have).subtracting(want).sorted().map { "\($0) is granted, but not of the plan" }
      + Set(want).subtracting(have).sorted().map { "\($0) is not granted, though the plan does" }
  }

  private func objects() -> [StructuralFinding] {
    func key(_ object: SchemaObject) -> String { "\(object.kind) \(object.name)" }
    let there = Dictionary(found.objects.map { (key($0), $0) }) { first, _ in first }
    let wanted = Set(plan.objects.map(key))
    return plan.objects.flatMap { want -> [StructuralFinding] in
      guard let have = there[key(want)] else { return [.init("\(key(want)) is missing")] }
      var lines: [StructuralFinding] = []
      if have.text != want.text { lines.append(.init("\(key(want)) is not as planned")) }
      if have.owner != want.owner { lines.append(.init("\(key(want)) belongs to \(have.owner), not to \(want.owner)")) }
      return lines + grants(want.grants, have.grants).map { .init("\(key(want)): \($0)") }
    }
      + there.keys.filter { !wanted.contains($0) }.sorted().map { name in
        let definer = there[name]?.text.contains("SECURITY DEFINER") == true
        return .init(
          "\(name) is not of the plan"
            + (definer ? ": it runs with the rights of \(there[name]?.owner ?? "its owner")" : ""))
      }
  }

  private func roleFindings() -> [StructuralFinding] {
    plan.roles.filter { roles.contains($0.name) }.flatMap { want -> [StructuralFinding] in
      guard let have = found.roles.first(where: { $0.name == want.name }) else {
        return [.init("role \(want.name) is missing")]
      }
      var lines: [StructuralFinding] = []
      if have.attributes != want.attributes {
        lines.append(
          .init(
            "role \(want.name) is \(have.attributes.joined(separator: ", ")), not \(want.attributes.joined(separator: ", "))"
          ))
      }
      for extra in Set(have.memberOf).subtracting(want.memberOf).sorted() {
        lines.append(.init("role \(want.name) is a member of \(extra)"))
      }
      for gone in Set(want.memberOf).subtracting(have.memberOf).sorted() {
        lines.append(.init("role \(want.name) is no member of \(gone)"))
      }
      for setting in Set(have.settings).subtracting(want.settings).sorted() {
        lines.append(.init("role \(want.name) has the setting \(setting)"))
      }
      return lines
    }
  }
}

extension ForeignKey {
  /// The key as a definition, to be compared by name and text.
  fileprivate var definition: Definition {
    Definition(
      name,
      "(\(columns.joined(separator: ", "))) → \(parent) (\(parentColumns.joined(separator: ", "))) \(onDelete.rawValue) \(onDeleteColumns) \(onUpdate.rawValue) \(deferrable) \(deferred)"
    )
  }
}
