import PolicyModel
import SchemaModel

/// Values of one column on both sides of every atom that names it.
struct Boundaries {
  let policy: ResolvedPolicy
  let snapshot: SchemaSnapshot

  /// What predicates distinguish: nothing where the column is in none. NULL is nil.
  func values(of column: Column, in table: ResolvedTable) -> [String?] {
    var values: [String?] = []
    let predicates =
      table.rules.flatMap { [$0.condition, $0.resulting] } + table.requires.map(\.predicate)
      + policy.tables.compactMap(\.directory).filter { $0.members == table.name }.map(\.condition)
      + (policy.members.flatMap { $0.table == table.name ? $0.condition : nil }.map { [$0] } ?? [])
    let all = predicates.flatMap(\.atoms)
    let atoms = all.filter { $0.columns.contains(column.name) }
    let expressions = expressions(from: column, table, named: Set(all.flatMap(\.columns)))
    guard !atoms.isEmpty || !expressions.isEmpty else { return [] }
    values += expressions.flatMap { around($0, column) }
    for atom in atoms {
      switch atom {
      case .compare(let left, _, let right):
        for case .literal(let literal) in [left, right] { values += around(literal, column) }
        if [left, right].contains(.now) { values += ["2000-01-01 00:00:00+00", "2200-01-01 00:00:00+00"] }
        // Two columns compared: the same and another value.
        if case .column = left, case .column = right {
          values += [TypedValues.plain(column, 1), TypedValues.plain(column, 2)]
        }
      case .isIn(_, let literals):
        for literal in literals { values += around(literal, column) }
      case .isNull, .anything, .and, .or, .not: break
      }
    }
    if let labels = snapshot.enumLabels(of: column.type) { values += labels.map(Optional.some) }
    if column.type == "boolean" { values += ["true", "false"] }
    if values.isEmpty || !values.contains(where: { $0 != nil }) { values.append(TypedValues.plain(column, 3)) }
    if !column.notNull { values.append(nil) }
    // Where a CHECK lists the values, there are no others on any side.
    if let listed = TypedValues.enumerated(column, table.table) {
      values = values.filter { $0.map(listed.contains) ?? true } + listed.map(Optional.some)
    }
    var seen: Set<String?> = []
    return values.filter { seen.insert($0).inserted }
  }

  /// What computes the generated columns that conditions are about, where it has this column in it. Only which rows are
  /// made hangs on that, so the words of the expression are enough.
  private func expressions(from column: Column, _ table: ResolvedTable, named: Set<String>) -> [String] {
    table.table.columns.filter { named.contains($0.name) && $0.isComputed(from: column.name) }
      .compactMap(\.generationExpression)
  }

  private static func words(of expression: String) -> [Substring] {
    expression.split { !($0.isLetter || $0.isNumber || $0 == "_") }
  }

  /// The constants of an expression that the column may hold, what lies beside them, and two values that are like none.
  private func around(_ expression: String, _ column: Column) -> [String?] {
    let constants: [Literal] =
      switch column.type.prefix(while: { $0 != "(" }) {
      case "text", "character varying": TypedValues.quoted(expression).map(Literal.text)
      case "smallint", "integer", "bigint", "numeric":
        Self.words(of: expression).compactMap { Int64($0) }.map(Literal.integer)
      default: []
      }
    return constants.flatMap { around($0, column) } + [TypedValues.plain(column, 1), TypedValues.plain(column, 2)]
  }

  /// The constant, and what lies beside it.
  private func around(_ literal: Literal, _ column: Column) -> [String?] {
    switch literal {
    case .bool(let value): ["\(value)", "\(!value)"]
    case .integer(let value): ["\(value)", "\(value &- 1)", "\(value &+ 1)"]
    case .decimal(let digits): [digits, "0", "999999"]
    case .text(let value):
      snapshot.enumLabels(of: column.type) == nil ? [value, TypedValues.other(than: value, column)] : [value]
    case .uuid(let value): [value, "00000000-0000-4000-8000-00000000dead"]
    case .timestamp(let value): [value, "2000-01-01 00:00:00+00", "2200-01-01 00:00:00+00"]
    case .date(let value): [value, "2000-01-01", "2200-01-01"]
    }
  }
}

/// Values by the type of a column, as a server reads them.
enum TypedValues {
  /// A value that no other number gives; nil where the type is not known.
  static func plain(_ column: Column, _ number: Int) -> String? {
    let base = column.type.prefix(while: { $0 != "(" })
    switch base {
    case "uuid":
      let digits = String(number, radix: 16)
      return "00000000-0000-4000-9000-" + String(repeating: "0", count: 12 - digits.count) + digits
    case "text", "character varying", "character":
      return String("\(column.name)-\(number)".suffix(limit(of: column.type)))
    case "smallint", "integer", "bigint", "numeric", "real", "double precision": return "\(number % 30_000)"
    case "boolean": return number % 2 == 0 ? "false" : "true"
    case "timestamp", "timestamp with time zone", "timestamp without time zone":
      return "2026-01-01 00:\(two(number / 60 % 60)):\(two(number % 60))+00"
    case "date": return "2026-01-\(two(number % 28 + 1))"
    case "json", "jsonb": return "{\"canary\": \(number)}"
    case "interval": return "\(number) seconds"
    case "bytea": return "\\x" + (number % 2 == 0 ? "" : "0") + String(number, radix: 16)
    case "inet": return "10.0.\(number / 250 % 250).\(number % 250)"
    default: return column.type.hasSuffix("[]") ? "{}" : nil
    }
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// How many characters the type holds.
  private static func limit(of type: String) -> Int {
    guard let open = type.firstIndex(of: "("), let count = Int(type[type.index(after: open)...].dropLast()) else {
      return type == "character" ? 1 : 60
    }
    return count
  }

  /// Another text, of the same length where the column has one.
  static func other(than value: String, _ column: Column) -> String {
    let candidate = String("other-\(value)".prefix(limit(of: column.type)))
    return candidate == value ? String("x\(value)".prefix(limit(of: column.type))) : candidate
  }

  /// The values that a CHECK allows the column, where it is nothing but a list of them, as PostgreSQL prints `IN`.
  static func enumerated(_ column: Column, _ table: Table) -> [String]? {
    let lists = table.checks.filter { check in
      check.text.hasPrefix("CHECK ((\(column.name) = ANY (ARRAY[")
        || check.text.hasPrefix("CHECK (((\(column.name))::text = ANY (")
    }
    guard lists.count == 1 else { return nil }
    return quoted(lists[0].text)
  }

  /// The constants in an expression as PostgreSQL prints it, where a quote in one stands twice.
  static func quoted(_ text: String) -> [String] {
    var (constants, open): ([String], String?) = ([], nil)
    var rest = text.unicodeScalars[...]
    while let next = rest.popFirst() {
      guard next == "'" else {
        open?.unicodeScalars.append(next)
        continue
      }
      if let constant = open {
        if rest.first == "'" {
          open?.unicodeScalars.append(rest.removeFirst())
        } else {
          constants.append(constant)
          open = nil
        }
      } else {
        open = ""
      }
    }
    return constants
  }

  /// The value of a column that no rule opens, where somebody sends one.
  static func unlisted(_ column: Column) -> String? { plain(column, 7_002) }

  /// The constant behind a default, where it is one.
  static func constant(_ expression: String) -> String? {
    if expression.hasPrefix("'") { return quoted(expression).first }
    if Int(expression) != nil || ["true", "false"].contains(expression) { return expression }
    return nil
  }
}
