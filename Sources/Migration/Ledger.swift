import Database

/// A row of the ledger: one migration that a database has.
package struct LedgerEntry: Sendable, Hashable {
  /// The number.
  package var version: String
  /// The name.
  package var name: String
  /// SHA-256 of its files.
  package var checksum: String
  /// When it was applied, as the server prints it.
  package var appliedAt: String
  /// The role that applied it.
  package var appliedBy: String
}

/// The table that remembers what was applied; it stands apart from what migrations make, so that they can go.
enum Ledger {
  /// Makes the ledger; nobody but its owner may read or write it.
  static let create = """
    CREATE SCHEMA IF NOT EXISTS bailiwick_ledger;
    REVOKE ALL ON SCHEMA bailiwick_ledger FROM PUBLIC;
    CREATE TABLE IF NOT EXISTS bailiwick_ledger.migrations (
      version text PRIMARY KEY,
      name text NOT NULL,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
      applied_by text NOT NULL DEFAULT session_user
    );
    REVOKE ALL ON bailiwick_ledger.migrations FROM PUBLIC;
    """
  /// No migration finds what another one before it has set. The server also looks every second whether the runner is still
  /// there, so that one that was killed does not keep the lock until its statement ends.
  static let startOver = """
    RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; SET client_connection_check_interval = '1s'
    """
  /// After a file that has become another role: the ledger is the runner's.
  static let asRunner = "RESET SESSION AUTHORIZATION; RESET ROLE"
  static let exists = "SELECT pg_catalog.to_regclass('bailiwick_ledger.migrations') IS NOT NULL"
  static let read = """
    SELECT version, name, checksum, applied_at::text, applied_by FROM bailiwick_ledger.migrations
    ORDER BY pg_catalog.length(version), version
    """
  static let add = "INSERT INTO bailiwick_ledger.migrations (version, name, checksum) VALUES ($1, $2, $3)"
  static let remove = "DELETE FROM bailiwick_ledger.migrations WHERE version = $1"
  /// One key for the database: advisory locks are per database already. Whoever may connect can take it, so who holds it is
  /// looked at where a runner finds it taken.
  static let lock = "SELECT pg_catalog.pg_try_advisory_lock(7164821, 1)"
  static let unlock = "SELECT pg_catalog.pg_advisory_unlock(7164821, 1)"
  /// Who holds it, and whether he is none who could apply a migration: no superuser, nor one who may write the ledger.
  static let holder = """
    SELECT pg_catalog.concat_ws(' ', 'server process', a.pid, 'of', a.usename, 'since', a.backend_start::timestamptz(0)),
      a.pid, NOT u.rolsuper AND NOT pg_catalog.has_table_privilege(
        u.oid, pg_catalog.to_regclass('bailiwick_ledger.migrations')::oid, 'INSERT')
    FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)
    JOIN pg_catalog.pg_roles u ON u.oid = a.usesysid
    WHERE l.locktype = 'advisory' AND l.classid = 7164821 AND l.objid = 1 AND l.granted
      AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
    """

  /// What the database has; empty where there is no ledger.
  static func entries(_ connection: Connection) async throws(DatabaseError) -> [LedgerEntry] {
    guard try await connection.run(exists).rows.first?.first == "t" else { return [] }
    return try await connection.run(read).rows.map { row in
      let text = row.map { $0 ?? "" }
      return LedgerEntry(version: text[0], name: text[1], checksum: text[2], appliedAt: text[3], appliedBy: text[4])
    }
  }
}
