import Database

/// The statements of a migration, run one by one in one transaction, with a question after each.
enum Guard {
  /// Tables that somebody but their owner holds a privilege on, whole or by column, while they are not locked: row
  /// security on and forced, over a floor for everybody.
  private static let unguarded = """
    SELECT t.oid::pg_catalog.regclass::text
    FROM pg_catalog.pg_class t
    WHERE t.relnamespace = (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = 'app')
      AND t.relkind IN ('r', 'p')
      AND EXISTS (
        SELECT FROM pg_catalog.aclexplode(t.relacl) g WHERE g.grantee <> t.relowner
        UNION ALL
        SELECT FROM pg_catalog.pg_attribute a, pg_catalog.aclexplode(a.attacl) g
        WHERE a.attrelid = t.oid AND g.grantee <> t.relowner)
      AND NOT (t.relrowsecurity AND t.relforcerowsecurity AND EXISTS (
        SELECT FROM pg_catalog.pg_policy p
        WHERE p.polrelid = t.oid AND p.polname = 'floor' AND NOT p.polpermissive AND p.polroles = '{0}'))
    ORDER BY 1
    """

  /// Runs the statements; gives those that left a granted table open.
  static func run(_ statements: [String], on connection: Connection) async throws -> [String] {
    var open: [String] = []
    _ = try await connection.run("BEGIN")
    for sql in statements {
      _ = try await connection.script(sql)
      if try await !connection.run(unguarded).rows.isEmpty { open.append(sql) }
    }
    _ = try await connection.run("COMMIT")
    return open
  }
}
