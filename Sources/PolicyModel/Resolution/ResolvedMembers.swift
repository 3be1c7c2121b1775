package import Diagnostics
package import SchemaModel

/// The application's table that says who is what in which tenant.
package struct ResolvedMembers: Hashable, Sendable {
  /// A value or a column, and the role that it gives.
  package struct Gives: Hashable, Sendable {
    /// The value, or the column's name.
    package var name: String
    /// The policy's role.
    package var role: String
  }
  /// A column whose values name roles.
  package struct Named: Hashable, Sendable {
    /// The column.
    package var column: Column
    /// Whether it holds an array of them.
    package var isSet: Bool
    /// What its values give, by value.
    package var values: [Gives]
    /// The type of one value, as the catalog spells it.
    package var type: String { isSet ? String(column.type.dropLast(2)) : column.type }
  }
  /// The table.
  package var table: QualifiedName
  /// The column with the person.
  package var person: Column
  /// The column with the tenant.
  package var tenant: String
  /// The column that names roles; nil where flags alone give them.
  package var named: Named?
  /// The boolean columns that give roles, by name.
  package var flags: [Gives]
  /// Whether a person may have several rows in a tenant: nothing keeps them apart.
  package var several: Bool
  /// Which rows count; nil where all do. It is about the row's own columns, and never about who asks or when.
  package var condition: Predicate?
  /// Where it stands.
  package var location: SourceLocation

  /// The roles that a row can give, sorted.
  package var roles: [String] { Set((named?.values ?? []).map(\.role) + flags.map(\.role)).sorted() }

  /// The columns that say who is what.
  package var columns: [String] {
    [person.name, tenant] + [named?.column.name].compactMap(\.self) + flags.map(\.name) + (condition?.columns ?? [])
  }

  /// The values of a row, beside person and tenant, that gives exactly these roles; nil where none does.
  package func row(giving wanted: [String]) -> [String: String?]? {
    var left = Set(wanted)
    var row: [String: String?] = [:]
    let flagged = Set(flags.map(\.role))
    if let named {
      // What no flag gives has to be named.
      let byName = Set(named.values.map(\.role)).intersection(wanted).subtracting(flagged).sorted()
      let values = byName.compactMap { role in named.values.first { $0.role == role }?.name }
      if named.isSet {
        row[named.column.name] = "{\(values.map(Self.element).joined(separator: ","))}"
      } else if values.count > 1 || (values.isEmpty && named.column.notNull) {
        return nil
      } else {
        row.updateValue(values.first, forKey: named.column.name)
      }
      left.subtract(byName)
    }
    for flag in flags {
      row[flag.name] = left.contains(flag.role) ? "true" : "false"
    }
    return left.subtracting(flagged).isEmpty ? row : nil
  }

  /// An element of an array's text.
  private static func element(_ value: String) -> String {
    "\"\(value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }
}
