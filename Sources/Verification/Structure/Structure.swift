package import Diagnostics
package import Enforcement
package import SchemaModel

/// Something installed that the plan does not have, or the other way round.
package struct StructuralFinding: Sendable, Hashable {
  /// The table that it guards or opens; nil where it is about more.
  package var table: QualifiedName?
  /// One sentence.
  package var summary: String
  /// The clause of the policy that asks for it, or that guards the table; unknown where nothing of the policy does.
  package var location: SourceLocation
  /// Creates a finding.
  package init(table: QualifiedName? = nil, _ summary: String, at location: SourceLocation = .unknown) {
    self.table = table
    self.summary = summary
    self.location = location
  }

  /// The sentence with the clause's place behind it, where one is known.
  package var placed: String { location.line > 0 ? "\(summary)  (\(location.fileAndLine))" : summary }
}

/// Holds what is installed against the plan, as a server of the same major wrote both down: texts are comparable then.
package struct Structure {
  private let plan: SchemaSnapshot
  private let found: SchemaSnapshot
  private let roles: Set<String>
  private let clauses: PlanClauses
  private let aside: StructureAside

  /// Creates a comparison; `reference` is what a server holds once it has the plan.
  package init(_ plan: Plan, reference: SchemaSnapshot, found: SchemaSnapshot) {
    self.plan = reference.withoutNamesOfSuperusers()
    self.found = found.withoutNamesOfSuperusers()
    roles = plan.roles
    clauses = PlanClauses(plan)
    aside = StructureAside(found: found, roles: plan.roles)
  }

  /// Every difference that can change who reaches what.
  package func findings() -> [StructuralFinding] {
    tables() + objects() + roleFindings() + aside.findings()
  }

  private func tables() -> [StructuralFinding] {
    plan.tables.flatMap { want -> [StructuralFinding] in
      func finding(_ text: String, _ places: PlanClauses.Place?...) -> StructuralFinding {
        let places = places.compactMap(\.self) + [.relation(want.name)]
        return .init(table: want.name, "\(want.name): \(text)", at: clauses.location(places))
      }
      guard let have = found.table(want.name) else {
        return [.init(table: want.name, "\(want.name) is missing", at: clauses.location([.relation(want.name)]))]
      }
      var lines: [StructuralFinding] = []
      if have.rowSecurity != want.rowSecurity { lines.append(finding("row security is disabled")) }
      if have.forced != want.forced { lines.append(finding("row security does not bind the owner (NO FORCE)")) }
      if have.owner != want.owner { lines.append(finding("belongs to \(have.owner), not to \(want.owner)")) }
      lines += compare("policy", want.policies, have.policies).map { finding($0.text, .policy($0.name, on: want.name)) }
      lines += compare("check", want.checks, have.checks).map { finding($0.text, .constraint($0.name, on: want.name)) }
      lines += compare("trigger", want.triggers, have.triggers).map { finding($0.text) }
      lines += compare("rule", want.rules, have.rules).map { finding($0.text) }
      lines += compare("foreign key", want.foreignKeys.map(\.definition), have.foreignKeys.map(\.definition)).map {
        finding($0.text, .constraint($0.name, on: want.name))
      }
      let (keys, others) = (
        want.uniques.map { "\($0.name) (\($0.columns))" }, have.uniques.map { "\($0.name) (\($0.columns))" }
      )
      lines += Set(keys).subtracting(others).sorted().map { finding("the key \($0) is missing") }
      if let key = want.primaryKey, have.primaryKey?.columns != key.columns {
        lines.append(finding("the primary key \(key.name) (\(key.columns)) is missing"))
      }
      lines += Set(want.partialKeys).subtracting(have.partialKeys).sorted { $0.name < $1.name }.map {
        finding("the key \($0.name) is missing: \($0.text)")
      }
      for column in want.columns {
        guard let there = have.column(column.name) else {
          lines.append(finding("the column \(column.name) is missing", .column(column.name, on: want.name)))
          continue
        }
        if there != column {
          lines.append(
            finding(
              "the column \(column.name) is not as planned: default, NOT NULL or type",
              .column(column.name, on: want.name)))
        }
      }
      for column in have.columns where want.column(column.name) == nil {
        lines.append(finding("the column \(column.name) is not of the plan"))
      }
      lines += grants(want.grants, have.grants).map {
        finding($0.text, $0.grant.map { .grant($0, on: "\(want.name)") })
      }
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

  private func compare(_ kind: String, _ want: [Definition], _ have: [Definition]) -> [(name: String, text: String)] {
    let there = Dictionary(have.map { ($0.name, $0.text) }) { first, _ in first }
    let wanted = Set(want.map(\.name))
    return want.compactMap { definition in
      guard let text = there[definition.name] else {
        return (definition.name, "\(kind) \(definition.name) is missing")
      }
      let different = "\(kind) \(definition.name) is not as planned: \(text)"
      return text == definition.text ? nil : (definition.name, different)
    }
      + have.filter { !wanted.contains($0.name) }.map {
        ($0.name, "\(kind) \($0.name) is not of the plan: \($0.text)")
      }
  }

  private func grants(_ want: [String], _ have: [String]) -> [(grant: Grant?, text: String)] {
    func line(_ entry: String, _ text: String) -> (Grant?, String) {
      var grant = Grant(parsing: entry)
      grant?.grantable = false
      return (grant, text)
    }
    return Set(have).subtracting(want).sorted().map { line($0, "\($0) is granted, but not of the plan") }
      + Set(want).subtracting(have).sorted().map { line($0, "\($0) is not granted, though the plan does") }
  }

  private func objects() -> [StructuralFinding] {
    func key(_ object: SchemaObject) -> String { "\(object.kind) \(object.name)" }
    let there = Dictionary(found.objects.map { (key($0), $0) }) { first, _ in first }
    let wanted = Set(plan.objects.map(key))
    return plan.objects.flatMap { want -> [StructuralFinding] in
      let place = PlanClauses.place(want)
      func finding(_ text: String, _ grant: Grant? = nil) -> StructuralFinding {
        let granted = grant.flatMap { grant in place.map { PlanClauses.Place.grant(grant, on: $0.name) } }
        return .init("\(key(want))\(text)", at: clauses.location([granted, place].compactMap(\.self)))
      }
      guard let have = there[key(want)] else { return [finding(" is missing")] }
      var lines: [StructuralFinding] = []
      if have.text != want.text { lines.append(finding(" is not as planned")) }
      if have.owner != want.owner { lines.append(finding(" belongs to \(have.owner), not to \(want.owner)")) }
      return lines + grants(want.grants, have.grants).map { finding(": \($0.text)", $0.grant) }
    }
      + there.keys.filter { !wanted.contains($0) }.sorted().map { name in
        let definer = there[name]?.text.contains("SECURITY DEFINER") == true
        return .init(
          "\(name) is not of the plan"
            + (there[name].map { $0.kind == "setting" ? ": \($0.text)" : "" } ?? "")
            + (definer ? ": it runs with the rights of \(there[name]?.owner ?? "its owner")" : ""))
      }
  }

  private func roleFindings() -> [StructuralFinding] {
    plan.roles.filter { roles.contains($0.name) }.flatMap { want -> [StructuralFinding] in
      func finding(_ text: String) -> StructuralFinding {
        .init("role \(want.name) \(text)", at: clauses.location([.role(want.name)]))
      }
      guard let have = found.roles.first(where: { $0.name == want.name }) else {
        return [finding("is missing")]
      }
      var lines: [StructuralFinding] = []
      if have.attributes != want.attributes {
        lines.append(
          finding(
            "is \(have.attributes.joined(separator: ", ")), not \(want.attributes.joined(separator: ", "))"
          ))
      }
      for extra in Set(have.memberOf).subtracting(want.memberOf).sorted() {
        lines.append(finding("is a member of \(extra)"))
      }
      for gone in Set(want.memberOf).subtracting(have.memberOf).sorted() {
        lines.append(finding("is no member of \(gone)"))
      }
      let (options, planned) = (Set(have.memberOptions), Set(want.memberOptions))
      lines += options.subtracting(planned).sorted().map { finding("has an option that is not of the plan: \($0)") }
      lines += planned.subtracting(options).sorted().map { finding("lacks an option of the plan: \($0)") }
      for setting in Set(have.settings).subtracting(want.settings).sorted() {
        lines.append(finding("has the setting \(setting)"))
      }
      return lines
    }
  }
}

extension Table {
  /// Unique indexes over some of the rows, or over what is computed of them.
  fileprivate var partialKeys: [Definition] {
    let known = Set(uniques.map(\.name) + [primaryKey?.name].compactMap(\.self))
    return indexes.filter { $0.text.hasPrefix("CREATE UNIQUE ") && !known.contains($0.name) }
  }
}

extension ForeignKey {
  /// The key as a definition, to be compared by name and text.
  fileprivate var definition: Definition {
    Definition(
      name,
      "(\(columns.joined(separator: ", "))) → \(parent) (\(parentColumns.joined(separator: ", "))) \(onDelete.rawValue) \(onDeleteColumns) \(onUpdate.rawValue) \(deferrable) \(deferred)"
        + (unchecked ? " NOT VALID" : "")
    )
  }
}
