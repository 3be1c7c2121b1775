import Database
import SQLSyntax

/// How the transaction of a statement begins.
enum Manner: Sendable {
  /// As it comes: alone, or in a transaction that is bound first.
  case usual
  /// At the strictest isolation level.
  case serializable
  /// After the transaction went back to a savepoint: what was bound before stays so.
  case afterRollback

  /// For the name of a cell.
  var words: String? {
    switch self {
    case .usual: nil
    case .serializable: "serializable"
    case .afterRollback: "after ROLLBACK TO SAVEPOINT"
    }
  }

  private var before: [String] { self == .serializable ? ["SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"] : [] }
  private var after: [String] { self == .afterRollback ? ["SAVEPOINT a", "ROLLBACK TO SAVEPOINT a"] : [] }

  /// What stands between BEGIN and the caller's statement, with parameters; nil where the statement stands alone.
  func opening(for caller: Caller) -> [(sql: String, parameters: [String?])]? {
    if self == .usual && caller.binding == nil { return nil }
    let binding = caller.binding.map { [(sql: $0.sql, parameters: caller.credentials)] } ?? []
    return before.map { ($0, []) } + binding + after.map { ($0, []) }
  }

  /// The same as a person runs it.
  func text(for caller: Caller) -> String? {
    if self == .usual && caller.binding == nil { return nil }
    let binding = caller.binding.map { [$0.sql(with: caller.credentials)] } ?? []
    return (before + binding + after).joined(separator: "; ")
  }
}
