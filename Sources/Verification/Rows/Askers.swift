import PolicyModel
import SchemaModel

extension ResolvedTable {
  /// The columns that rules compare with whoever asks, in the table's order.
  var columnsOfAskers: [Column] {
    let predicates = rules.flatMap { [$0.condition, $0.resulting] } + requires.map(\.predicate)
    let names = predicates.flatMap(\.atoms).compactMap { atom -> String? in
      switch atom {
      case .compare(.column(let name), _, .me), .compare(.me, _, .column(let name)): name
      default: nil
      }
    }
    return table.columns.filter { names.contains($0.name) }
  }
}

extension Fixture {
  /// Some of those who act for the tenant, or for any where rows have none, as values of a column that rules compare with
  /// whoever asks; none for other columns. Rows of nobody who asks, boundaries give.
  func askers(for column: String, of table: ResolvedTable, _ tenant: String) -> [String?] {
    guard table.columnsOfAskers.contains(where: { $0.name == column }) else { return [] }
    let acting =
      tenant.isEmpty
      ? persons.keys.sorted().flatMap { persons[$0, default: []].prefix(1) }
      : Array(persons[tenant, default: []].prefix(2))
    return acting.map(Optional.some)
  }
}
