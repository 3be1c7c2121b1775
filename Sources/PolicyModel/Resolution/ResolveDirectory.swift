package import Diagnostics
package import SchemaModel

/// Where it stands which tenants a person is a member of.
package struct ResolvedDirectory: Hashable, Sendable {
  /// The table with a row for each membership.
  package var members: QualifiedName
  /// Its column with the person.
  package var person: String
  /// Which of its rows count.
  package var condition: Predicate
  /// Where it stands.
  package var location: SourceLocation
}

extension Resolver {
  /// Persons are found by their memberships, which are tenants' rows that nobody's own rows are.
  mutating func resolveDirectory(_ result: inout ResolvedTable) {
    let clauses = said[result.name, default: []].compactMap(\.rules.directory)
    guard let clause = clauses.first else { return }
    if clauses.contains(where: { $0 != clause }) {
      report("AZ111", "\(result.name) is given two directories", clauses[1].location)
    }
    guard listsPersons(result, clause) else { return }
    guard let name = QualifiedName(parsing: clause.table), let members = byName[name] else {
      unknown("AZ101", "table", clause.table, among: tableNames, clause.location)
      return
    }
    guard areMemberships(members, of: result, clause), let person = personColumn(of: members, result, clause) else {
      return
    }
    let (mine, theirs) = (result.personColumn.flatMap(result.table.column), members.column(person))
    if let mine, let theirs, mine.type != theirs.type {
      report(
        "AZ112", "\(name).\(person) is \(theirs.type), but \(result.name).\(mine.name) is \(mine.type)",
        clause.location)
    }
    let condition = clause.condition ?? .anything
    check(condition, members, clause.location)
    if let term = condition.terms.first(where: { $0 == .me || $0 == .tenant }) {
      report(
        "AZ135", "the directory of \(result.name) asks for \(term == .me ? ".me" : ".tenant")", clause.location,
        notes: ["whether somebody is a member is the same for whoever asks"],
        fix: "let the condition be about columns of \(name), constants and .now")
    }
    for rule in result.rules where rule.command == .select && roles[rule.role]?.anonymous == true {
      report(
        "AZ135", "role \"\(rule.role)\" is held without a person, but \(result.name) is a directory of persons",
        rule.location, fix: "give the rule to roles that persons hold")
    }
    result.directory = ResolvedDirectory(
      members: name, person: person, condition: condition, location: clause.location)
  }

  /// Whether the table has one row for each person, which no tenant owns.
  private mutating func listsPersons(_ table: ResolvedTable, _ clause: DirectoryClause) -> Bool {
    guard case .personal(let column) = table.classification else {
      let isTenants = table.tenantColumn != nil && table.acrossTenants
      report(
        "AZ135",
        "\(table.name) is no table of persons across tenants, so nobody is found in it by a membership",
        clause.location, notes: ["\(table.why)  (\(table.location))"],
        fix: isTenants
          ? "leave Directory out: its rows have a tenant already"
          : "Personal(by: …, acrossTenants: true), with the column that says who the person is")
      return false
    }
    // A misspelt column is told already.
    guard table.table.column(column) != nil else { return false }
    if table.table.hasKey(over: [column]) { return true }
    report(
      "AZ135", "\(table.name) is a directory, but \(column) is no key of it", clause.location,
      notes: ["a directory has one row for each person"],
      fix: "make \(column) the primary key or UNIQUE, or leave Directory out")
    return false
  }

  private mutating func areMemberships(
    _ members: Table, of table: ResolvedTable, _ clause: DirectoryClause
  ) -> Bool {
    func refuse(_ what: String, _ fix: String) -> Bool {
      report(
        "AZ135", "the memberships of \(table.name) stand in \(members.name), which \(what)", clause.location, fix: fix)
      return false
    }
    guard case .owned? = owners[members.name]?.classification else {
      // What no clause classifies is told already.
      if owners[members.name] == nil, policy.schemas.contains(where: { $0.name == members.name.schema }) {
        return false
      }
      return refuse("no tenant owns", "name a table that is owned by a column or through a parent")
    }
    if said[members.name]?.contains(where: { $0.rules.personal != nil }) == true {
      return refuse(
        "belongs to one person each, so nobody could find another", "leave Personal out of \(members.name)")
    }
    return true
  }

  /// The column that the clause names, or `Members` for the same table, or the one key that leads to the persons.
  private mutating func personColumn(
    of members: Table, _ table: ResolvedTable, _ clause: DirectoryClause
  ) -> String? {
    let named = clause.person ?? policy.members.first { $0.table == clause.table }?.person
    if let named {
      if members.column(named) != nil { return named }
      missing(named, in: members, clause.location)
      return nil
    }
    let keys = members.foreignKeys.filter {
      $0.parent == table.name && $0.columns.count == 1 && $0.parentColumns == [table.personColumn ?? ""]
    }
    if let column = keys.first?.columns.first, Set(keys.map(\.columns)).count == 1 { return column }
    report(
      "AZ135", "nothing says which column of \(members.name) is the person of a membership", clause.location,
      notes: [
        keys.isEmpty
          ? "no foreign key leads from there to \(table.name)"
          : "several do: \(keys.map { $0.columns.joined(separator: ", ") }.sorted().joined(separator: "; "))"
      ], fix: "Directory(of: \"\(clause.table)\", person: …)")
    return nil
  }
}
