package import Database

extension Sandbox {
  /// Makes an empty database and returns the superuser's way into it.
  package func createDatabase(_ name: String) async throws(DatabaseError) -> ConnectionTarget {
    try await administer("CREATE DATABASE \(quoted(name))")
    return superuser.with(database: name)
  }

  /// Makes a copy of a database that nobody is connected to: rows, privileges on the database and its settings included.
  ///
  /// `CREATE DATABASE … TEMPLATE` leaves the last two behind, so they are written into the catalog as they stand there.
  package func copyDatabase(_ original: String, to name: String) async throws(DatabaseError) -> ConnectionTarget {
    let connection = try await Connection.open(superuser)
    _ = try await connection.run("CREATE DATABASE \(quoted(name)) TEMPLATE \(quoted(original)) STRATEGY FILE_COPY")
    _ = try await connection.run(
      """
      UPDATE pg_catalog.pg_database SET (datdba, datacl) =
        (SELECT o.datdba, o.datacl FROM pg_catalog.pg_database AS o WHERE o.datname = $1)
      WHERE datname = $2
      """, [original, name])
    _ = try await connection.run(
      """
      INSERT INTO pg_catalog.pg_db_role_setting SELECT n.oid, s.setrole, s.setconfig
      FROM pg_catalog.pg_db_role_setting AS s
        JOIN pg_catalog.pg_database AS o ON o.oid = s.setdatabase AND o.datname = $1,
        pg_catalog.pg_database AS n WHERE n.datname = $2
      """, [original, name])
    await connection.close()
    return superuser.with(database: name)
  }

  /// Removes a database if it is there, and ends the sessions that are in it.
  package func dropDatabase(_ name: String) async throws(DatabaseError) {
    try await administer("DROP DATABASE IF EXISTS \(quoted(name)) WITH (FORCE)")
  }

  private nonisolated func administer(_ sql: String) async throws(DatabaseError) {
    let connection = try await Connection.open(superuser)
    _ = try await connection.run(sql)
    await connection.close()
  }

  private nonisolated func quoted(_ name: String) -> String {
    // By bytes, as the server reads: a quote before a combining accent is one `Character` with it.
    let mark = UInt8(ascii: "\"")
    return String(decoding: [mark] + name.utf8.flatMap { $0 == mark ? [mark, mark] : [$0] } + [mark], as: UTF8.self)
  }
}
