import Catalog
package import Database
package import SQLSyntax
import SchemaModel

extension Migrator {
  /// Whose SQL the connected server takes; asked before anything else.
  /// - Throws: ``MigrationError`` for a server that is not served.
  package static func dialect(of connection: Connection) async throws(MigrationError) -> Dialect {
    do {
      _ = try await SchemaSnapshot.engine(of: connection)
      return .postgresql
    } catch {
      switch error {
      case .database(let error): throw .database(error)
      case .unsupported(let version): if isServedCockroachDB(version) { return .cockroachdb }
      case .unreadable: break
      }
      throw .foreign("\(error)")
    }
  }

  /// `CockroachDB CCL v25.4.2 (…)`, as `version()` prints it (docs, functions-and-operators).
  static func isServedCockroachDB(_ version: String) -> Bool {
    guard version.hasPrefix("CockroachDB ") else { return false }
    return version.split(separator: " ").contains { $0 == "v25.4" || $0.hasPrefix("v25.4.") || $0.hasPrefix("v25.4-") }
  }
}
