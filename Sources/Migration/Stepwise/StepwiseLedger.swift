/// The tables of a runner whose statements are transactions of their own, in SQL that CockroachDB and PostgreSQL both read.
///
/// Every write carries the token of the lease and returns a row only while that is the writer's: one statement, so there is
/// no moment between the question and the write.
enum StepwiseLedger {
  /// One statement each; each may run twice.
  static let create = [
    "CREATE SCHEMA IF NOT EXISTS bailiwick_ledger",
    "REVOKE ALL ON SCHEMA bailiwick_ledger FROM PUBLIC",
    """
    CREATE TABLE IF NOT EXISTS bailiwick_ledger.migrations (version TEXT PRIMARY KEY, name TEXT NOT NULL,
      checksum TEXT NOT NULL, applied_at TIMESTAMPTZ NOT NULL, applied_by TEXT NOT NULL)
    """,
    """
    CREATE TABLE IF NOT EXISTS bailiwick_ledger.journal (version TEXT NOT NULL, direction TEXT NOT NULL,
      number INT8 NOT NULL, checksum TEXT NOT NULL, state TEXT NOT NULL, session_id TEXT NOT NULL,
      written_at TIMESTAMPTZ NOT NULL, PRIMARY KEY (version, direction, number))
    """,
    """
    CREATE TABLE IF NOT EXISTS bailiwick_ledger.lease (name TEXT PRIMARY KEY, token INT8 NOT NULL,
      session_id TEXT NOT NULL, seen_at TIMESTAMPTZ NOT NULL)
    """,
    "REVOKE ALL ON TABLE bailiwick_ledger.migrations, bailiwick_ledger.journal, bailiwick_ledger.lease FROM PUBLIC",
    """
    INSERT INTO bailiwick_ledger.lease (name, token, session_id, seen_at) VALUES ('runner', 0, '', now())
      ON CONFLICT (name) DO NOTHING
    """,
  ]
  /// How many of the tables are there.
  static let tables = """
    SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = 'bailiwick_ledger'
      AND tablename IN ('migrations', 'journal', 'lease')
    """
  static let read = """
    SELECT version, name, checksum, applied_at::TEXT, applied_by FROM bailiwick_ledger.migrations
    ORDER BY length(version), version
    """
  static let journal = """
    SELECT version, direction, number::TEXT, checksum, state FROM bailiwick_ledger.journal
    ORDER BY version, direction, number
    """
  static let lease = """
    SELECT token::TEXT, session_id, extract(epoch FROM clock_timestamp() - seen_at)::TEXT FROM bailiwick_ledger.lease
    WHERE name = 'runner'
    """
  static let take = """
    UPDATE bailiwick_ledger.lease SET token = token + 1, session_id = $2, seen_at = clock_timestamp()
    WHERE name = 'runner' AND token = $1 RETURNING token::TEXT
    """
  static let release = """
    UPDATE bailiwick_ledger.lease SET session_id = '', seen_at = clock_timestamp()
    WHERE name = 'runner' AND token = $1 RETURNING token::TEXT
    """
  /// A sign of life that fails for whoever lost the lease.
  static let sign = """
    UPDATE bailiwick_ledger.lease SET seen_at = clock_timestamp() WHERE name = 'runner' AND token = $1
    RETURNING token::TEXT
    """
  static let write = """
    WITH mine AS (\(sign))
    INSERT INTO bailiwick_ledger.journal (version, direction, number, checksum, state, session_id, written_at)
    SELECT $2::TEXT, $3::TEXT, $4::INT8, $5::TEXT, $6::TEXT, $7::TEXT, clock_timestamp() FROM mine
    ON CONFLICT (version, direction, number) DO UPDATE SET checksum = excluded.checksum, state = excluded.state,
      session_id = excluded.session_id, written_at = excluded.written_at
    RETURNING number::TEXT
    """
  static let forget = "DELETE FROM bailiwick_ledger.journal WHERE version = $1 AND direction = $2"
  static let add = """
    INSERT INTO bailiwick_ledger.migrations (version, name, checksum, applied_at, applied_by)
    VALUES ($1, $2, $3, now(), session_user)
    """
  static let remove = "DELETE FROM bailiwick_ledger.migrations WHERE version = $1"
  /// Bailiwick's own schema.
  static let leftover = "SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = 'bailiwick'"
  /// What files before may have set is none of theirs; a schema change's time is the runner's to limit, since a statement's
  /// limit ends the waiting and not the job (pull request 167063).
  static let session = ["RESET ROLE", "RESET ALL", "SET statement_timeout = 0"]
  /// On CockroachDB alone: ALTER ROLE ALL may have changed any default. Members of admin only (*unconfirmed*).
  static let cockroachSession = ["SET autocommit_before_ddl = on", "SET use_declarative_schema_changer = on"]
}
