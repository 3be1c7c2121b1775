package import Database

extension Sandbox {
  /// Makes an empty database and returns the superuser's way into it.
  package func createDatabase(_ name: String) async throws(DatabaseError) -> ConnectionTarget {
    try await administer("CREATE DATABASE \(quoted(name))")
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
