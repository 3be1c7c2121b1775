package import Database
package import Migration
package import SQLSyntax

/// PostgreSQL in CockroachDB's place: what is written for CockroachDB, executed on a throwaway PostgreSQL, because most of
/// it is the same there. It finds mistakes of policy and rendering; what the engines do differently it cannot tell, so
/// nothing is proven on it. No runner is in it: `migrate` takes these files to no PostgreSQL.
package enum StandIn {
  /// The statement, rewritten where PostgreSQL has no such form, and nowhere else: IF NOT EXISTS on roles and policies, the
  /// variable with the database's name, the first owner, and PUBLIC's defaults, which differ. No body of a policy, view or
  /// routine is touched.
  ///
  /// - Parameter statement: With its semicolon.
  package static func rewritten(_ statement: String, database: String) -> String {
    var text = statement
    for head in ["CREATE ROLE ", "CREATE POLICY "] {
      if text.hasPrefix(head + "IF NOT EXISTS ") { text = head + text.dropFirst((head + "IF NOT EXISTS ").count) }
    }
    text = DatabaseVariable.filled(in: text, with: database)
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

  /// A migration as PostgreSQL executes it: a hand-written one word for word, a generated one with the rewrites.
  package static func script(of file: MigrationFile, database: String) -> String {
    guard file.isForCockroachDB else { return file.up }
    return file.statements.map { rewritten($0 + ";", database: database) }.joined(separator: "\n")
  }

  /// A migration as a witness replays it, in the database that `bailiwick sandbox` begins with.
  package static func replayed(_ file: MigrationFile) -> String { script(of: file, database: "postgres") }

  /// Runs the folder's migrations, each in a transaction.
  package static func apply(
    _ folder: MigrationFolder, to connection: Connection, database: String
  ) async throws(VerificationError) {
    for file in folder.files {
      do {
        _ = try await connection.script("BEGIN;\n\(script(of: file, database: database))\n;COMMIT")
      } catch { throw .standIn(file: "\(file.path).up.sql", error) }
    }
  }
}
