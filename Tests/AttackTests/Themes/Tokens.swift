import Testing

extension Theme {
  private static let shipments: Step = "SELECT count(*) FROM app.shipments"
  private static let tenant: Step = "SELECT name FROM app.tenants"
  private static let manager = Step.bind("{alderManager.token}")
  private static let nobody = Expectation.refused("28000", "no such session")

  /// Tokens that are none, transactions that bind in other ways than they should, and requests for sessions that make none.
  static let tokens = Theme(
    "tokens and transactions", only: .session,
    [
      .attack("a token of another length", .pool, nobody, "BEGIN", .bind(String(repeating: "a", count: 100_000))),
      .attack("a token of another alphabet", .pool, nobody, "BEGIN", .bind("ё'\"\\ \u{1f511}")),
      .attack("a token in capitals", .pool, nobody, "BEGIN", "SELECT bailiwick.bind(upper('{alderManager.token}'))"),
      .attack("a token with a blank", .pool, nobody, "BEGIN", .bind("{alderManager.token} ")),
      .attack(
        "a session under the hash of another: fixation", .authenticator, .refused("23505", "\"sessions_pkey\""),
        """
        SELECT bailiwick.open_session('{alderManager.hash}', '\(Who.birchViewer.person)', '\(ID.birch)', '{pool}', '1 hour')
        """),
      .attack("which stays what it was", .alderManager, .gives("4"), shipments),
      .attack(
        "the same token bound twice", .pool, .refused("25000", "a session is bound in this transaction already"),
        "BEGIN",
        manager, manager),
      .attack(
        "a binding goes with its savepoint", .pool, .gives("4", "0", "3"), "BEGIN", "SAVEPOINT here", manager,
        shipments,
        "ROLLBACK TO SAVEPOINT here", shipments, .bind("{birchViewer.token}"), shipments, "COMMIT"),
      .attack(
        "a refused token binds nothing", .pool, .gives("0"), "BEGIN",
        """
        DO $$ BEGIN PERFORM bailiwick.bind('guess'); EXCEPTION WHEN invalid_authorization_specification THEN NULL; END $$
        """, shipments, "COMMIT"),
      .attack(
        "a refused second bind leaves the first", .pool, .gives("Alder"), "BEGIN", manager,
        """
        DO $$ BEGIN PERFORM bailiwick.bind('{birchManager.token}');
        EXCEPTION WHEN invalid_transaction_state THEN NULL; END $$
        """, tenant, "COMMIT"),
      .attack(
        "a time of another transaction, as from a clock that jumps", .pool, .gives("0"), "BEGIN",
        """
        DO $$ BEGIN PERFORM set_config('bailiwick.token', '{alderManager.token}', true), set_config('bailiwick.bound_at',
          (extract(epoch FROM transaction_timestamp()) + 0.000001)::text, true); END $$
        """, shipments, "COMMIT"),
      .attack(
        "a prepared statement serves whoever is bound", .pool, .gives("Alder", "Birch"),
        "SET plan_cache_mode = force_generic_plan", "PREPARE q AS SELECT name FROM app.tenants", "BEGIN", manager,
        "EXECUTE q", "COMMIT", "BEGIN", .bind("{birchManager.token}"), "EXECUTE q", "COMMIT", "EXECUTE q"),

      .attack(
        "a principal without a tenant", .authenticator, .refused("28000", "no such membership"),
        opening("p", Who.alderViewer.person, nil)),
      .attack(
        "a tenant without a principal", .authenticator, .refused("28000", "no such membership"),
        opening("p", ID.fresh(9), ID.alder)),
      .attack(
        "no hash", .authenticator, .refused("23502", "null value in column \"token_hash\""),
        "SELECT bailiwick.open_session(NULL, '\(Who.alderViewer.person)', '\(ID.alder)', '{pool}', '1 hour')"),
      .attack(
        "a lifetime that is over", .authenticator, .refused("22023", "a session lives up to"),
        opening("p", Who.alderViewer.person, ID.alder, for: "-1 hour")),
      .attack(
        "a lifetime that is short by months of 30 days, and long by the calendar", .authenticator,
        .refused("22023", "a session lives up to"),
        opening("p", Who.alderViewer.person, ID.alder, for: "12 months -359 days -13 hours")),
      .attack(
        "a lifetime in months and days", .authenticator, .gives(""),
        opening("p", Who.alderViewer.person, ID.alder, for: "1 month -29 days -13 hours")),
      .attack(
        "is as long as it was said to be", .observer, .gives("t"),
        """
        SELECT expires_at <= statement_timestamp() + interval '12 hours' FROM bailiwick.sessions
        WHERE token_hash = '\(hash("p"))'
        """),
    ])

  /// What is no pool, and what comes of one that is changed by hand.
  static let pools = Theme(
    "pools changed by hand", only: .session,
    [
      .attack(
        "a pool that does not exist", .authenticator, noPool, opening("q", Who.alderViewer.person, ID.alder, on: "x")),
      .attack(
        "the authentication service as a pool", .authenticator, noPool,
        opening("q", Who.alderViewer.person, ID.alder, on: "{authenticator}")),
      .attack(
        "a superuser as a pool", .authenticator, noPool,
        opening("q", Who.alderViewer.person, ID.alder, on: "postgres")),
      .attack(
        "a role that a pool starts with", .pool, .gives("none"), "BEGIN", manager, "SELECT current_setting('role')",
        "COMMIT", before: ["ALTER ROLE {pool} SET role = 'freight__pool'"], after: ["ALTER ROLE {pool} RESET ALL"]),
      .attack(
        "a token that a pool starts with", .pool, .gives("0"), shipments,
        before: ["ALTER ROLE {pool} SET bailiwick.token = '{alderManager.token}'"],
        after: ["ALTER ROLE {pool} RESET ALL"]),
      .attack(
        "no token is nobody's, also where a pool starts with one", .pool, nobody, "BEGIN",
        "SELECT bailiwick.bind(NULL)",
        before: ["ALTER ROLE {pool} SET bailiwick.token = '{alderManager.token}'"],
        after: ["ALTER ROLE {pool} RESET ALL"]),
      .attack(
        "a pool under another name has no sessions", .observer, nobody, "SET SESSION AUTHORIZATION bw_renamed", "BEGIN",
        manager, before: ["ALTER ROLE {pool} RENAME TO bw_renamed"]),
      .attack(
        "nor does the authentication service open one under the old name", .authenticator, noPool,
        opening("q", Who.alderViewer.person, ID.alder), after: ["ALTER ROLE bw_renamed RENAME TO {pool}"]),
      .attack("under its own name it has them again", .alderManager, .gives("4"), shipments),
      .attack(
        "a pool that was dropped and made again by hand is not let in", .pool,
        .shut("42501", "permission denied for database"), "SELECT 1",
        before: ["DROP ROLE {pool}", "CREATE ROLE {pool} LOGIN PASSWORD '{pool.verifier}'"],
        after: ["GRANT freight__pool TO {pool}"]),
    ])

  private static let noPool = Expectation.refused("22023", "no such pool")
}
