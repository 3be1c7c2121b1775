import Database
import IntentOracle
import PolicyModel
import SQLSyntax
import SchemaModel

extension Fixture {
  /// Values for the columns that say whether a row of the application's table counts; nil where none are known that do so.
  func values(thatCount: Bool, _ members: ResolvedMembers) -> [String: String?]? {
    guard let condition = members.condition else { return thatCount ? [:] : nil }
    guard let table = policy.table(members.table) else { return nil }
    let columns = condition.columns.compactMap(table.table.column)
    var rows: [[String: String?]] = [[:]]
    for column in columns {
      let values = boundaries.values(of: column, in: table)
      guard rows.count * values.count <= 64 else { return nil }
      rows = rows.flatMap { row in values.map { row.merging([column.name: $0]) { $1 } } }
    }
    let oracle = Oracle(policy)
    return rows.first { row in
      let typed = columns.map { ($0.name, Value(printed: row[$0.name] ?? nil, type: $0.type)) }
      return oracle.counts(Row(table.name, Dictionary(typed) { first, _ in first }), by: members) == thatCount
    }
  }
}

extension Verification {
  /// Leaves the row of a member as it is but for what says that it counts, which makes the caller nobody; says by what.
  func uncount(
    _ caller: inout Caller, _ values: [String: String?], _ members: ResolvedMembers
  ) async throws(DatabaseError) -> String {
    var script = ""
    for (column, value) in values.sorted(by: { $0.key < $1.key }) {
      let change = RowStatement.update(members.table, column, key: [members.person.name])
      _ = try await observer.run(change.sql, [value, caller.actor.principal?.printed])
      script += "\n\(change.sql(with: [value, caller.actor.principal?.printed]));"
    }
    // Bind itself would refuse it.
    caller.binding = policy.bindings.session == nil ? .forgedSetting : .forgedSession
    (caller.actor, caller.tenantKey) = (.unbound, nil)
    return script
  }
}
