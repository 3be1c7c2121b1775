import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// Whether some columns are not everybody's: hidden ones, masked ones, and where no privilege can name a column also
  /// those that a rule does not list. A table that no row policy guards is read by its view alone.
  func isVeiled(_ table: ResolvedTable) -> Bool {
    if !(table.hidden.isEmpty && table.masked.isEmpty) || isUnderGrantsAlone(table) { return true }
    let selects = table.rules.filter { $0.command == .select }
    if !can.columnPrivileges { return selects.contains { $0.columns.count < table.table.columns.count } }
    return binds.pooled && selects.contains { Set($0.columns) != Set(common(.select, table)) }
  }

  /// Whether some who read the table may not read all of it.
  func needsView(_ table: ResolvedTable) -> Bool {
    isVeiled(table) && table.rules.contains { $0.command == .select }
  }

  /// A view for each table with hidden or masked columns: it reads as a role that can do nothing else, and repeats floor,
  /// rules and requirements, so that it shows the same rows whatever the engine applies below it.
  mutating func addViews() {
    let shown = policy.tables.filter(needsView)
    for schema in Set(shown.map(\.name.schema)).sorted() {
      let name = Names.viewSchema(schema)
      add(
        "schema \(name)", .views, .createSchema(name, owner: names.reader), undo: .dropSchema(name),
        "Generated views live in a schema of their own", needs: ["role \(names.reader)"])
    }
    for table in shown {
      let view = Names.view(of: table.name)
      add(
        "view \(view)", .views,
        create: [
          Step(
            .createView(view, query(of: table)), "\(table.name) as each may see it: hidden columns read NULL",
            table.location),
          Step(.setOwner(.view(view), to: names.reader), "The view runs as a role that can do nothing but read"),
        ], remove: [Step(.dropView(view), "Takes back the view \(view)", table.location)],
        needs: ["schema \(view.schema)", "view \(Names.identity)"]
          + addedColumn(table).map { ["column \(table.name).\($0)"] }
          .joined() + directoryObjects(table.name) + levelPathObjects(table.name))
    }
  }

  /// The column that Bailiwick adds for the tenant.
  func addedColumn(_ table: ResolvedTable) -> [String] {
    if case .owned(let column, .generated) = table.classification { [column] } else { [] }
  }

  private func query(of table: ResolvedTable) -> Query {
    let site = Site.view
    let rows = selectGroups(of: table).map { group in
      let reach = sight(gated(group.holders, group.role, site, table), group.holders, site, table)
      return Expression.all([reach, sql(group.condition, site, table.table)])
    }
    let required = Expression.all(table.requires.map { requirement($0, site, table.table) })
    return Query(
      (table.table.columns.map(\.name) + addedColumn(table)).compactMap { column in item(column, of: table) },
      from: [.init(Names.identity, "i"), .init(table.name, "t", join: .inner(on: .any(rows)))],
      where: required == .bool(true) ? nil : required)
  }

  /// The column as the view shows it; nil where no rule lets anybody read it.
  private func item(_ column: String, of table: ResolvedTable) -> Query.Item? {
    let site = Site.view
    let selects = table.rules.filter { $0.command == .select }
    let readers = selects.filter { rule in
      !rule.listsColumns || rule.columns.contains(column) || rule.gated.contains { $0.column == column }
    }
    guard !readers.isEmpty else { return nil }
    let may = Set(readers.flatMap { holders($0.role) })
    // Who is excepted by one role and reads by another has no role that does both, as for privileges.
    func seers(_ gate: ColumnGate) -> [String] { gate.seers.filter(may.contains) }
    let hidden = table.hidden.first { $0.column == column }
    var value = site.column(column)
    if let gate = table.masked.first(where: { $0.column == column }), case .keepLast(let count)? = gate.mask {
      let masked = keepLast(count, of: value)
      let unmasked = seers(gate).filter { hidden?.seers.contains($0) ?? true }
      value = unmasked.isEmpty ? masked : .when(site.holds(unmasked), then: value, otherwise: masked)
    }
    if let gate = hidden {
      value = seers(gate).isEmpty ? .literal(.null) : .when(site.holds(seers(gate)), then: value, otherwise: nil)
    }
    if may != Set(selects.flatMap { holders($0.role) }) {
      value = .when(site.holds(may.sorted()), then: value, otherwise: nil)
    }
    return Query.Item(value, as: column)
  }

  /// Stars, then the last characters, never more than half of them; NULL stays NULL.
  private func keepLast(_ count: Int, of value: Expression) -> Expression {
    func number(_ value: Int) -> Expression { .literal(.integer(Int64(value))) }
    let length = Expression.call(.length, [value])
    let stars = Expression.call(
      .repeat, [.literal(.text("*")), .call(.greatest, [.binary(length, .minus, number(count)), number(0)])])
    let half =
      can.integerDivision ? Expression.binary(length, .divide, number(2)) : .binary(length, .shiftRight, number(1))
    let rest = Expression.call(.right, [value, .call(.least, [number(count), half])])
    return .binary(stars, .concatenate, rest)
  }
}
