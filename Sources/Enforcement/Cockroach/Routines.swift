import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// A routine for each way to write a table whose columns are not everybody's. It repeats the rules in its body, and its
  /// owner is bound by policies of its own, so that neither stands alone; but where no policy may be.
  mutating func addRoutines() {
    let written = policy.tables.filter(hasRoutines)
    for schema in Set(written.map { Names.routineSchema($0.name.schema) }).sorted() {
      add(
        "schema \(schema)", .routines, .createSchema(schema, owner: names.writer), undo: .dropSchema(schema),
        "Generated routines live in a schema of their own", needs: ["role \(names.writer)"])
    }
    for table in written {
      if !isUnderGrantsAlone(table) { addWriterPolicies(table) }
      grantWriter(table)
      for group in writeGroups(.update, table) { addUpdates(of: table, group) }
      for group in writeGroups(.delete, table) { addDelete(from: table, group) }
    }
  }

  private mutating func grantWriter(_ table: ResolvedTable) {
    grant(.usage, on: .schema(table.name.schema), to: [names.writer], "The routines' owner looks inside the schema")
    let commands = [(Command.update, Privilege.update), (.delete, .delete)]
    let needed = [Privilege.select] + commands.filter { !writeGroups($0.0, table).isEmpty }.map(\.1)
    for privilege in needed {
      let written = writeGroups(.update, table).flatMap { $0.rule.columns + $0.rule.gated.map(\.column) }
      grant(
        privilege, can.columnPrivileges && privilege == .update ? Set(written).sorted() : nil,
        on: .relation(table.name), to: [names.writer],
        "The routines' owner finds and writes rows of \(table.name) under its own policies", table.location)
    }
  }

  /// One routine for the columns that are NOT NULL, where NULL leaves a column as it is; one for each column that may become
  /// NULL or that only some may set.
  private mutating func addUpdates(of table: ResolvedTable, _ group: WriteGroup) {
    let free = group.rule.columns.filter { $0 != table.tenantColumn }
    let together = free.filter { table.table.column($0)?.notNull == true }
    func value(_ column: String) -> Expression { .parameter(valueArgument(column, of: table, for: group)) }
    if !together.isEmpty {
      let changes = together.map {
        RowUpdate.Setting($0, .call(.coalesce, [value($0), .column($0, of: "t")]))
      }
      addUpdate(
        of: table, group, ["update"] + group.suffix, changes, keeps: true, group.holders, group.roles,
        "\(describe(group.rule, table)): NULL leaves a column as it is; the keys of rows that were touched come back")
    }
    for column in free where !together.contains(column) {
      addUpdate(
        of: table, group, ["set", column] + group.suffix, [.init(column, value(column))], group.holders,
        group.roles, "\(describe(group.rule, table)): \(column), which NULL empties")
    }
    for gate in group.rule.gated {
      let seers = gate.seers.filter(group.holders.contains)
      guard !seers.isEmpty else { continue }
      addUpdate(
        of: table, group, ["set", gate.column] + group.suffix, [.init(gate.column, value(gate.column))],
        seers, seers, "\(describe(group.rule, table)): \(gate.column), for those who see it")
    }
  }

  private mutating func addUpdate(
    of table: ResolvedTable, _ group: WriteGroup, _ parts: [String], _ changes: [RowUpdate.Setting],
    keeps: Bool = false, _ holders: [String], _ roles: [String], _ purpose: String
  ) {
    let after = Dictionary(changes.map { ($0.column, $0.value) }) { first, _ in first }
    let condition = Expression.all([
      isAddressed(table, group), allows(group, holders, table), leads(group, to: after, table),
    ])
    let update = RowUpdate(
      table.name, "t", set: changes, from: .init(Names.identity, "i"), where: condition,
      returning: answer(table, group).map { .column($0, of: "t") })
    addRoutine(
      path(Names.routine(table.name, parts), .update, table, group, changes.map(\.column), keeps: keeps), table, group,
      .update(update), roles, purpose)
  }

  private mutating func addDelete(from table: ResolvedTable, _ group: WriteGroup) {
    let delete = RowDelete(
      table.name, "t", from: .init(Names.identity, "i"),
      where: .all([isAddressed(table, group), allows(group, group.holders, table)]),
      returning: answer(table, group).map { .column($0, of: "t") })
    addRoutine(
      path(Names.routine(table.name, ["delete"] + group.suffix), .delete, table, group, []), table, group,
      .delete(delete), group.roles, describe(group.rule, table))
  }

  private func path(
    _ name: QualifiedName, _ command: Command, _ table: ResolvedTable, _ group: WriteGroup, _ columns: [String],
    keeps: Bool = false
  ) -> WriteRoutine {
    WriteRoutine(
      name: name, command: command, roles: group.roles, address: address(of: table, for: group), columns: columns,
      keepsOnNull: keeps, answer: answer(table, group))
  }

  private mutating func addRoutine(
    _ path: WriteRoutine, _ table: ResolvedTable, _ group: WriteGroup, _ body: Routine.Body, _ roles: [String],
    _ purpose: String
  ) {
    func typed(_ column: String) -> SQLType { argumentType(column, of: table) ?? .text }
    plan.routines[table.name, default: []].append(path)
    let (name, answer) = (path.name, path.answer)
    let prefix = argumentPrefix(table)
    let address = path.address.map { Routine.Parameter(prefix + $0, typed($0)) }
    let values = path.columns.map { Routine.Parameter(valueArgument($0, of: table, for: group), typed($0)) }
    let routine = Routine(
      name, address + values,
      returns: answer.count == 1 ? .values(typed(answer[0])) : .rows(answer.map { .init($0, typed($0)) }), body)
    let at = group.rule.location
    let object = Securable.routine(name, routine.types)
    add(
      "routine \(name)", .routines,
      create: [
        Step(.createRoutine(routine), purpose, at),
        Step(.revoke([.init(.execute)], on: [object], from: [.everybody]), "EXECUTE is PUBLIC's by default", at),
        Step(
          .setOwner(.routine(name, routine.types), to: names.writer),
          isUnderGrantsAlone(table)
            ? "Runs as a role that nobody is; no policy may stand on \(table.name)"
            : "Runs as a role that its own policies bind", at),
      ], remove: [Step(.dropRoutine(name, routine.types), "Takes back the routine \(name)", at)],
      needs: ["schema \(name.schema)", "view \(Names.identity)"] + levelPathObjects(table.name)
        + addedColumn(table).map { "column \(table.name).\($0)" })
    // Where privileges name columns, logins write by them and the routine is the pools' way alone.
    let members = can.columnPrivileges ? [names.pool] : Set(grantees(roles)).sorted()
    grant(.usage, on: .schema(name.schema), to: members, "Names of the generated routines")
    grant(.execute, on: object, to: members, purpose, at)
  }
}
