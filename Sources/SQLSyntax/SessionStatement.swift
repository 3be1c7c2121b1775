/// What is asked of a server about sessions and their jobs. PostgreSQL's forms are there so that the rest can be tested.
package enum SessionStatement: Hashable, Sendable {
  /// The name of this session: one row.
  case own
  /// `active` or `idle`; no row where the session is gone.
  case state(String)
  /// Ends the session; no error where it is gone.
  case cancel(String)
  /// Ends every session of a login.
  case cancelAll(of: String)
  /// Schema changes that are under way, whoever asked for them: how many, and one of them in words.
  case unfinishedJobs

  /// The statement, without a semicolon.
  package func sql(for dialect: Dialect) -> String {
    switch (self, dialect) {
    case (.own, .cockroachdb): "SHOW session_id"
    // Docs, show-sessions: active_queries is empty while the session waits. *Unconfirmed* on a cluster.
    case (.state(let session), .cockroachdb):
      "SELECT CASE WHEN active_queries = '' THEN 'idle' ELSE 'active' END FROM [SHOW CLUSTER SESSIONS] "
        + "WHERE session_id = \(Quoting.text(session))"
    case (.cancel(let session), .cockroachdb): "CANCEL SESSION IF EXISTS \(Quoting.text(session))"
    case (.cancelAll(let login), .cockroachdb):
      "CANCEL SESSIONS (SELECT session_id FROM [SHOW CLUSTER SESSIONS] WHERE user_name = \(Quoting.text(login)))"
    // A statement's job goes on when its session is gone (docs, online-schema-changes), and a job does not name its session,
    // so all are waited for. Garbage is collected for a day (SCHEMA CHANGE GC) and changes nothing that counts here.
    case (.unfinishedJobs, .cockroachdb):
      "SELECT count(*), coalesce(min(job_id::TEXT || ' (' || status || ')'), '') FROM [SHOW JOBS] WHERE job_type IN "
        + "('SCHEMA CHANGE', 'NEW SCHEMA CHANGE', 'TYPEDESC SCHEMA CHANGE') "
        + "AND status NOT IN ('succeeded', 'failed', 'canceled', 'revert-failed')"
    case (.own, .postgresql):
      "SELECT \(Self.name) FROM pg_catalog.pg_stat_activity WHERE pid = pg_catalog.pg_backend_pid()"
    case (.state(let session), .postgresql):
      "SELECT CASE state WHEN 'active' THEN 'active' ELSE 'idle' END FROM pg_catalog.pg_stat_activity "
        + "WHERE \(Self.name) = \(Quoting.text(session))"
    case (.cancel(let session), .postgresql):
      "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity "
        + "WHERE \(Self.name) = \(Quoting.text(session))"
    case (.cancelAll(let login), .postgresql):
      "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE usename = \(Quoting.text(login))"
    case (.unfinishedJobs, .postgresql): "SELECT 0, ''"
    }
  }

  /// A process number is used again, with its start it is not.
  private static let name = "pid || '/' || extract(epoch FROM backend_start)"
}
