import Database

/// What came of a check.
enum Outcome: Sendable {
  /// Everything ran: the rows' values in order, and the rows that each write touched.
  case done(values: [String], affected: [Int])
  case refused(DatabaseError)
  /// The server did not let the login in.
  case shut(DatabaseError)

  static let nothing = Outcome.done(values: [], affected: [])

  /// With the result of one more statement.
  func adding(_ result: QueryResult) -> Outcome {
    guard case .done(let values, let affected) = self else { return self }
    let writes = ["INSERT", "UPDATE", "DELETE", "MERGE"].contains { result.tag.hasPrefix($0) }
    return .done(
      values: values + result.rows.map { row in row.map { $0 ?? "NULL" }.joined(separator: " ") },
      affected: affected + (writes ? [result.affected] : []))
  }

  func adding(_ value: String) -> Outcome { adding(QueryResult(rows: [[value]])) }
}

extension Outcome: CustomStringConvertible {
  var description: String {
    switch self {
    case .done(let values, []): values.isEmpty ? "it works" : "values \(values)"
    case .done(let values, let affected): "rows written \(affected), values \(values)"
    case .refused(let error): "\(error)"
    case .shut(let error): "not let in: \(error)"
    }
  }
}

/// What must come of a check.
enum Expectation: Sendable {
  case values([String])
  /// One write, and the rows that it touched.
  case affected(Int)
  /// It runs, and has nothing to show.
  case works
  /// Among the values is this one.
  case shows(String)
  /// An error: its SQLSTATE, and what its message holds.
  case refused(String, String)
  /// The same, of the login itself.
  case shut(String, String)

  static func gives(_ values: String...) -> Expectation { .values(values) }
  /// The role has no such privilege.
  static func denied(_ object: String) -> Expectation { .refused("42501", "permission denied for \(object)") }
  /// The policies let a statement through, but not this row.
  static var forbiddenRow: Expectation {
    .refused("42501", "new row violates row-level security policy")
  }

  func holds(for outcome: Outcome) -> Bool {
    switch (self, outcome) {
    case (.values(let expected), .done(let values, let affected)): values == expected && affected.isEmpty
    case (.affected(let expected), .done(let values, let affected)): affected == [expected] && values.isEmpty
    case (.works, .done(let values, let affected)): values.isEmpty && affected.isEmpty
    case (.shows(let line), .done(let values, _)): values.contains { $0.drop { $0 == " " } == line }
    case (.refused(let state, let text), .refused(let error)), (.shut(let state, let text), .shut(let error)):
      error.sqlState == state && error.message.contains(text)
    default: false
    }
  }
}
