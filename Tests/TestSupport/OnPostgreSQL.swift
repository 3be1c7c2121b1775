package import Database
import Verification

/// A file for CockroachDB, executed on PostgreSQL: most of its statements are the same there.
package enum OnPostgreSQL {
  /// The statements of a generated file with the rewrites of ``StandIn`` and no others.
  package static func statements(of file: String, database: String) -> [String] {
    file.split(separator: "\n\n").compactMap { block in
      let lines = block.split(separator: "\n", omittingEmptySubsequences: false).drop { $0.hasPrefix("--") }
      let statement = lines.joined(separator: "\n")
      return statement.isEmpty ? nil : StandIn.rewritten(statement, database: database)
    }
  }

  /// Runs the file, each statement for itself.
  package static func apply(_ file: String, of example: Example, to connection: Connection, database: String)
    async throws
  {
    for statement in statements(of: try example.read(file), database: database) {
      do { _ = try await connection.script(statement) } catch {
        throw Failed(statement: statement, error: error)
      }
    }
  }

  package struct Failed: Error, CustomStringConvertible {
    package let statement: String
    package let error: any Error
    package init(statement: String, error: any Error) { (self.statement, self.error) = (statement, error) }
    package var description: String { "\(error), at: \(statement)" }
  }
}
