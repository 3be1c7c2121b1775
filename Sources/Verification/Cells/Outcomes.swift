import Database
import IntentOracle
import SQLSyntax

/// What a server did with a statement.
enum Observed: Hashable, Sendable, CustomStringConvertible {
  /// Rows touched.
  case done(Int)
  /// SQLSTATE 42501, known before any row is looked at.
  case refusedPrivilege(String)
  /// SQLSTATE 42501, for the row as it would be.
  case refusedCheck(String)
  /// SQLSTATE 0A000, for any row.
  case unsupported(String)
  /// SQLSTATE class 23, with the constraint.
  case violated(String)
  /// Anything else: never what a policy says.
  case other(String)

  init(_ result: Result<QueryResult, DatabaseError>, of statement: RowStatement? = nil) {
    switch (result, statement) {
    // The server does not say how many rows are gone.
    case (.success, .truncate?): self = .done(1)
    case (.success(let value), _): self = .done(value.affected)
    case (.failure(let error), _):
      let state = error.sqlState ?? ""
      if state == "42501" {
        self =
          error.message.contains("row-level security") ? .refusedCheck(error.message) : .refusedPrivilege(error.message)
      } else if state == "0A000" {
        self = .unsupported(error.message)
      } else if state.hasPrefix("23") {
        self = .violated(error.constraint ?? error.message)
      } else {
        self = .other("\(state) \(error.message)")
      }
    }
  }

  var description: String {
    switch self {
    case .done(0): "no row"
    case .done(let count): "\(count) row\(count == 1 ? "" : "s")"
    case .refusedPrivilege(let text), .refusedCheck(let text), .unsupported(let text): "refused: \(text)"
    case .violated(let name): "violates \(name)"
    case .other(let text): text
    }
  }
}

extension Outcome {
  /// Whether the server did what the policy says. Constraints go by class: a compiler renames those that it rebuilds.
  func agrees(with observed: Observed) -> Bool {
    switch (self, observed) {
    case (.done, .done(let count)): count > 0
    case (.filtered, .done(0)): true
    case (.refused(.privilege), .refusedPrivilege), (.refused(.check), .refusedCheck),
      (.refused(.unsupported), .unsupported), (.violated, .violated):
      true
    default: false
    }
  }

  /// Whether the server let through what the policy forbids: a leak, and not only another way to say no.
  func isLeak(_ observed: Observed) -> Bool {
    if case .done(let count) = observed, count > 0 { return self != .done }
    return false
  }

  /// For people.
  var words: String {
    switch self {
    case .done: "done"
    case .filtered: "no row"
    case .refused(.privilege): "refused for lack of a privilege"
    case .refused(.check): "refused for the row"
    case .refused(.unsupported): "refused, since the engine has no such statement under row security"
    case .violated(let name): "violates \(name)"
    }
  }
}
