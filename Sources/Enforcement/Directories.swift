import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// Who is found in each directory: a view or, where a policy may hold no subquery, a function. Either belongs to the
  /// identity's owner, whom a policy of its own lets read the memberships of the caller's reach and no others, since whoever
  /// finds persons need not see memberships.
  mutating func addDirectories() {
    for table in policy.tables {
      guard let directory = table.directory, let members = policy.table(directory.members) else { continue }
      let purpose = "Who is found in \(table.name): members in the reach of whoever may read it"
      if can.subqueryInPolicy {
        addDirectoryView(table, members, directory, purpose)
      } else {
        addDirectoryFunction(table, members, directory, purpose)
      }
    }
  }

  private mutating func addDirectoryView(
    _ table: ResolvedTable, _ members: ResolvedTable, _ directory: ResolvedDirectory, _ purpose: String
  ) {
    let name = Names.directory(table.name)
    let query = Query(
      [.init(.column(directory.person, of: "m"), as: "principal_id")], from: [.init(members.name, "m")],
      where: counts(for: table, members, directory, Site(row: "m", asks: .subqueries)))
    add(
      "view \(name)", .keys,
      create: [Step(.createView(name, query), purpose, directory.location), ownedByIdentity(.view(name))],
      remove: [Step(.dropView(name), "Takes back the view \(name)", directory.location)],
      needs: ["view \(Names.identity)"] + (farRoles.isEmpty ? [] : ["view \(Names.reach)"]) + columnKey(members))
  }

  /// Nobody is no array, and no person is in it.
  private mutating func addDirectoryFunction(
    _ table: ResolvedTable, _ members: ResolvedTable, _ directory: ResolvedDirectory, _ purpose: String
  ) {
    let name = Names.directory(table.name)
    let type = members.table.column(directory.person).flatMap { SQLType(catalog: $0.type) } ?? principalType
    let found = counts(for: table, members, directory, Site(row: "m", asks: .joined("i")))
    let query = Query(
      [.init(.call(.arrayAggregate, [.column(directory.person, of: "m")]))],
      from: [.init(Names.identity, "i"), .init(members.name, "m", join: .inner(on: found))])
    add(
      "function \(name)", .keys,
      create: [
        Step(
          .createRoutine(Routine(name, returns: .value(.array(type)), .query(query))), purpose, directory.location),
        Step(
          .revoke([.init(.execute)], on: [.routine(name)], from: [.everybody]), "EXECUTE is PUBLIC's by default"),
        ownedByIdentity(.routine(name)),
      ], remove: [Step(.dropRoutine(name, []), "Takes back the function \(name)", directory.location)],
      needs: ["view \(Names.identity)"] + columnKey(members))
  }

  /// That the membership counts, and is in the reach of whoever may read the directory. What its table requires is said
  /// again, since not every such table is under row policies.
  private func counts(
    for table: ResolvedTable, _ members: ResolvedTable, _ directory: ResolvedDirectory, _ site: Site
  ) -> Expression {
    let selects = table.rules.filter { $0.command == .select }
    let groups = [false, true].compactMap { far -> Expression? in
      let roles = selects.map(\.role).filter { reachesAll($0) == far }
      guard let role = roles.first else { return nil }
      return gated(Set(roles.flatMap(holders)).sorted(), role, site, members)
    }
    return .all(
      [.any(groups), sql(directory.condition, site, members.table)]
        + members.requires.map { requirement($0, site, members.table) })
  }

  /// The identity's owner reads memberships of the caller's reach, under what holds for everybody besides.
  mutating func addDirectoryRules() {
    for table in policy.tables {
      guard let directory = table.directory, let members = policy.table(directory.members),
        !isUnderGrantsAlone(members)
      else { continue }
      addPolicy(
        RowPolicy(
          Names.fit(["directory", table.name.name]), on: members.name, for: .select, to: [.role(Names.identityOwner)],
          using: counts(for: table, members, directory, site), check: nil), .rules,
        "Who is found in \(table.name) stands here", directory.location)
    }
  }

  mutating func grantDirectories(to readers: [String]) {
    for table in policy.tables {
      guard let directory = table.directory, let members = policy.table(directory.members) else { continue }
      let (name, owner) = (Names.directory(table.name), [Names.identityOwner])
      let purpose = "Who is found in \(table.name), for policies that run as the caller"
      if can.subqueryInPolicy {
        grant(.select, on: .relation(name), to: readers, purpose, directory.location)
      } else {
        grant(.execute, on: .routine(name), to: readers, purpose, directory.location)
      }
      grant(.usage, on: .schema(members.name.schema), to: owner, "The identity's owner looks inside the schema")
      let columns = Set(
        [directory.person] + directory.condition.columns + [members.tenantColumn].compactMap(\.self)
          + members.requires.flatMap(\.predicate.columns)
      ).sorted()
      grant(
        .select, can.columnPrivileges ? columns : nil, on: .relation(members.name), to: owner,
        "Who is found in \(table.name) stands here", directory.location)
    }
  }

  /// The rows that a select rule of the role reaches: its own reach and, in a directory, members of it.
  func sight(
    _ reach: Expression, _ holders: [String], _ site: Site, _ table: ResolvedTable
  ) -> Expression {
    guard table.directory != nil else { return reach }
    return .any([reach, .all([site.holds(holders), isFound(site, table)])])
  }

  /// That the row's person is found by whoever asks, evaluated once a statement.
  private func isFound(_ site: Site, _ table: ResolvedTable) -> Expression {
    let name = Names.directory(table.name)
    let people: Expression =
      can.subqueryInPolicy
      ? .arrayQuery(Query([.init(.column("principal_id", of: "d"))], from: [.init(name, "d")])) : .routine(name, [])
    return .equalsAny(site.column(table.personColumn ?? ""), people)
  }

  /// What holds for everybody in a directory: others are found, and nothing else is done to them. A policy for all commands
  /// would have to let their rows be updated and deleted.
  mutating func addDirectoryFloor(_ table: ResolvedTable, _ own: Expression, _ purpose: String) {
    func add(_ name: String, _ command: RowPolicy.Command, _ using: Expression?, _ check: Expression?, _ what: String) {
      addPolicy(
        RowPolicy(
          name, on: table.name, restrictive: true, for: command, to: [.everybody], using: using, check: check),
        .floors, what, table.location)
    }
    add(
      "floor", .select, .any([own, isFound(site, table)]), nil,
      "Floor of \(table.name): its person's, and read by those who find that one")
    add("floor_insert", .insert, nil, own, purpose)
    add("floor_update", .update, own, own, purpose)
    add("floor_delete", .delete, own, nil, purpose)
  }

  /// What policies, views and routines of the table stand on.
  func directoryObjects(_ table: QualifiedName) -> [String] {
    guard policy.table(table)?.directory != nil else { return [] }
    return ["\(can.subqueryInPolicy ? "view" : "function") \(Names.directory(table))"]
  }

  /// Whether persons are found by rows of the table.
  func findsPersons(_ members: ResolvedTable) -> Bool {
    policy.tables.contains { $0.directory?.members == members.name }
  }

  /// Whether a role that reaches all finds persons by rows of the table.
  func findsFromAfar(by members: ResolvedTable) -> Bool {
    policy.tables.contains { table in
      table.directory?.members == members.name
        && table.rules.contains { $0.command == .select && reachesAll($0.role) }
    }
  }
}
