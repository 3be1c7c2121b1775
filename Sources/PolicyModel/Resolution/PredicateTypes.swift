import Diagnostics
import SchemaModel

/// What a value can be compared with.
private enum Family: Hashable {
  case bool, number, text, uuid, timestamp, date
  case label([String])
  case other(String)
  /// The principal's id: whatever it meets.
  case any

  var ordered: Bool { self == .number || self == .timestamp || self == .date || self == .any }

  var name: String {
    switch self {
    case .bool: "boolean"
    case .number: "number"
    case .text: "text"
    case .uuid: "uuid"
    case .timestamp: "timestamp with time zone"
    case .date: "date"
    case .label(let labels): "one of \(labels.joined(separator: ", "))"
    case .other(let type): type
    case .any: "anything"
    }
  }
}

extension Resolver {
  /// Reports columns that are not there and terms that do not fit each other.
  mutating func check(_ predicate: Predicate, _ table: Table, _ location: SourceLocation) {
    for column in predicate.columns where table.column(column) == nil { missing(column, in: table, location) }
    for atom in predicate.atoms {
      for literal in atom.literals {
        guard let form = literal.misses else { continue }
        report("AZ112", "\"\(atom)\": \(literal) is no \(form)", location)
      }
      switch atom {
      case .compare(let left, let comparison, let right):
        guard fit(left, right, atom, table, location) else { continue }
        let ordered = [left, right].compactMap { family($0, table) }.allSatisfy(\.ordered)
        if comparison != .equal && comparison != .notEqual && !ordered {
          report(
            "AZ113", "\"\(atom)\" asks for an order that depends on the database", location,
            fix: "compare with == or !=, or list the values")
        }
      case .isIn(let term, let values):
        for value in values { _ = fit(term, .literal(value), atom, table, location) }
      case .isNull(.me): refuseAskingForNoPerson(atom, location)
      case .anything, .isNull, .and, .or, .not: continue
      }
    }
  }

  private mutating func fit(
    _ left: Term, _ right: Term, _ atom: Predicate, _ table: Table, _ location: SourceLocation
  ) -> Bool {
    guard let first = family(left, table), let second = family(right, table) else { return false }
    if first == .any || second == .any { return true }
    for (labels, term) in [(first, right), (second, left)] {
      guard case .label(let known) = labels, case .literal(.text(let value)) = term else { continue }
      if known.contains(value) { return true }
      let near = nearest(to: value, among: known)
      report(
        "AZ112", "\"\(atom)\": '\(value)' is no label of the column's type", location,
        notes: ["the labels are \(known.joined(separator: ", "))"], fix: near.map { "did you mean \"\($0)\"?" })
      return false
    }
    if first == second {
      if case .other(let type) = first {
        report("AZ112", "\"\(atom)\": values of type \(type) cannot be compared in a policy", location)
        return false
      }
      return true
    }
    report("AZ112", "\"\(atom)\" compares \(first.name) with \(second.name)", location)
    return false
  }

  private func family(_ term: Term, _ table: Table) -> Family? {
    switch term {
    case .column(let name): table.column(name).map { family(ofType: $0.type) }
    case .me: .any
    case .tenant: tenants.type.isEmpty ? .any : family(ofType: tenants.type)
    case .now: .timestamp
    case .literal(let literal):
      switch literal {
      case .bool: .bool
      case .integer, .decimal: .number
      case .text: .text
      case .uuid: .uuid
      case .timestamp: .timestamp
      case .date: .date
      }
    }
  }

  private func family(ofType type: String) -> Family {
    if let labels = snapshot.enumLabels(of: type) { return .label(labels) }
    return switch type.prefix(while: { $0 != "(" }) {
    case "boolean": .bool
    case "smallint", "integer", "bigint", "numeric": .number
    case "text", "character varying": .text
    case "uuid": .uuid
    case "timestamp": type.hasSuffix("without time zone") ? .other(type) : .timestamp
    case "timestamp with time zone": .timestamp
    case "date": .date
    default: .other(type)
    }
  }
}
