import PolicyModel
import SchemaModel

/// Persons who ask nothing, for directories: members of one tenant, of both and of none, whose memberships and rows lie on
/// both sides of each predicate.
extension Fixture {
  /// The rows of such persons in the table, which is a directory or holds its memberships; none in any other.
  func rowsOfOthers(_ table: ResolvedTable, _ tenant: String, _ rows: [[String: String?]]) -> [[String: String?]] {
    guard !rows.isEmpty else { return [] }
    let own = table.directory.flatMap { found in table.personColumn.map { (found, table, $0) } }
    let held = policy.tables.filter { $0.directory?.members == table.name }.compactMap { persons in
      persons.directory.map { ($0, persons, $0.person) }
    }
    return ([own].compactMap(\.self) + held).flatMap { found, persons, column -> [[String: String?]] in
      guard let key = persons.personColumn.flatMap(persons.table.column), let members = policy.table(found.members)
      else { return [] }
      let kinds = combinations(of: members, tenants.a, [:]).count
      let count = min(kinds * combinations(of: persons, "", [:]).count, 24)
      func person(_ number: Int) -> String? { TypedValues.plain(key, 6_000 + number) }
      /// Of each membership there is a person for each row that a person may have.
      func row(_ index: Int, _ number: Int) -> [String: String?] {
        let place = persons.name == table.name ? index / kinds : index
        return rows[place % rows.count].merging([column: person(number)]) { $1 }
      }
      if persons.name == table.name {
        return tenants.both.indices.flatMap { side in (0..<count).map { row($0, side * 100 + $0) } }
          + [row(0, Self.ofBoth), row(0, Self.ofNone)]
      }
      guard let side = tenants.both.firstIndex(where: { $0.key == tenant }) else { return [] }
      return (0..<count).map { row($0, side * 100 + $0) } + [row(0, Self.ofBoth)]
    }
  }

  /// A membership to come, of somebody who has none.
  func rowsOfNewMembers(_ table: ResolvedTable, _ rows: [[String: String?]]) -> [[String: String?]] {
    guard let first = rows.first else { return [] }
    return policy.tables.compactMap { persons in
      guard let found = persons.directory, found.members == table.name,
        let key = persons.personColumn.flatMap(persons.table.column)
      else { return nil }
      return first.merging([found.person: TypedValues.plain(key, 6_000 + Self.ofNone)]) { $1 }
    }
  }

  private static var ofBoth: Int { 300 }
  private static var ofNone: Int { 301 }
}
