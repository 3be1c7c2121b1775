package import Database
package import SQLSyntax

/// A file for CockroachDB, executed on PostgreSQL: most of its statements are the same there.
package enum OnPostgreSQL {
  /// The statements of a generated file, rewritten where PostgreSQL has no such form, and nowhere else: IF NOT EXISTS on
  /// roles and policies, the variable with the database's name, the first owner, and PUBLIC's defaults, which differ. No
  /// body of a policy, view or routine is touched.
  package static func statements(of file: String, database: String) -> [String] {
    file.split(separator: "\n\n").compactMap { block in
      let lines = block.split(separator: "\n", omittingEmptySubsequences: false).drop { $0.hasPrefix("--") }
      let statement = lines.joined(separator: "\n")
      return statement.isEmpty ? nil : rewritten(statement, database: database)
    }
  }

  package static func rewritten(_ statement: String, database: String) -> String {
    var text = statement
    for head in ["CREATE ROLE ", "CREATE POLICY "] {
      if text.hasPrefix(head + "IF NOT EXISTS ") { text = head + text.dropFirst((head + "IF NOT EXISTS ").count) }
    }
    let grants = text.hasPrefix("GRANT ") || text.hasPrefix("REVOKE ")
    if grants { text = text.replacing(" ON DATABASE :\"database\" ", with: " ON DATABASE \"\(database)\" ") }
    if text.hasPrefix("ALTER ") && text.hasSuffix(" OWNER TO root;") {
      text = text.dropLast("root;".count) + "CURRENT_USER;"
    }
    if text == "GRANT USAGE, CREATE ON SCHEMA \"public\" TO PUBLIC;" {
      text = "GRANT USAGE ON SCHEMA \"public\" TO PUBLIC;"
    }
    if text.hasPrefix("GRANT CONNECT ON DATABASE ") && text.hasSuffix(" TO PUBLIC;") {
      text = text.replacing("GRANT CONNECT ON", with: "GRANT CONNECT, TEMPORARY ON")
    }
    return text
  }

  /// A statement of a plan for CockroachDB.
  package static func written(_ statement: Statement, database: String) -> String {
    rewritten(statement.sql(for: .cockroachdb) + ";", database: database)
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
