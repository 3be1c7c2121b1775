import Testing

extension Theme {
  private static let shipments: Step = "SELECT count(*) FROM app.shipments"
  private static let manager = Step.bind("{alderManager.token}")
  private static let nobody = Expectation.refused("28000", "no such session")

  /// What a transaction on the pool is before it binds, how it binds, and who opens and ends sessions.
  static let bindContract = Theme(
    "the bind contract", only: .session,
    [
      .attack("unbound, a pool reads nothing", .pool, .gives("0"), shipments),
      .attack("not even what is shared", .pool, .gives("0"), "SELECT count(*) FROM app.countries"),
      .attack(
        "unbound, it makes nothing", .pool, .forbiddenRow,
        """
        INSERT INTO app.shipments (id, reference, status, country_code, weight_kg, contact_email)
        VALUES ('\(ID.fresh(1))', 'fresh', 'draft', 'NO', 5, 'new@alder.example')
        """),
      .attack("unbound, a routine does nothing", .pool, .affected(0), .writeMargin(of: ID.alderDraft, 0)),
      .attack("bound outside a transaction, it reads nothing", .pool, .gives("0"), manager, shipments),
      .attack(
        "a binding ends with its transaction", .pool, .gives("4", "0"), "BEGIN", manager, shipments, "COMMIT", shipments
      ),
      .attack(
        "a second bind in a transaction", .pool, .refused("25000", "a session is bound in this transaction already"),
        "BEGIN", .bind("{alderViewer.token}"), .bind("{birchManager.token}")),
      .attack("a token that was guessed", .pool, nobody, "BEGIN", .bind("guess")),
      .attack("an empty token", .pool, nobody, "BEGIN", .bind("")),
      .attack("no token", .pool, nobody, "BEGIN", "SELECT bailiwick.bind(NULL)"),
      .attack("the hash of a token", .pool, nobody, "BEGIN", .bind("{alderManager.hash}")),
      .attack("a token of another pool", .otherPool, nobody, "BEGIN", manager),
      .attack(
        "a token planted for the next transaction", .pool, .gives("4", "0"), "BEGIN", manager,
        """
        DO $$ BEGIN PERFORM set_config('bailiwick.token', '{alderManager.token}', false),
          set_config('bailiwick.bound_at', current_setting('bailiwick.bound_at'), false); END $$
        """, shipments, "COMMIT", shipments),
      .attack(
        "settings forged without a token", .pool, .gives("0"), "BEGIN",
        """
        DO $$ BEGIN PERFORM set_config('bailiwick.tenant_id', '\(ID.alder)', true),
          set_config('bailiwick.roles', '{manager}', true),
          set_config('bailiwick.bound_at', extract(epoch FROM now())::text, true); END $$
        """, shipments, "COMMIT"),
      .attack(
        "the roles of a session are not the pool's", .alderManager, .refused("22023", "does not exist"),
        "SET ROLE freight_manager"),
      .attack(
        "a pool is a member of the pools alone", .pool, .gives("freight__pool"),
        """
        SELECT r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid
        WHERE m.member = SESSION_USER::regrole
        """),

      .attack(
        "a pool opens no session", .pool, .denied("function open_session"),
        opening("x", Who.alderManager.person, ID.alder)),
      .attack(
        "nor while it is bound", .alderManager, .denied("function open_session"),
        opening("x", Who.birchManager.person, ID.birch)),
      .attack(
        "a pool ends no session", .alderManager, .denied("function end_session"),
        "SELECT bailiwick.end_session('{birchManager.hash}')"),
      .attack(
        "a pool revokes nobody", .alderManager, .denied("function revoke_principal"),
        "SELECT bailiwick.revoke_principal('\(Who.birchManager.person)')"),
      .attack("the authentication service serves no requests", .authenticator, .denied("schema app"), shipments),
      .attack(
        "it reads no sessions", .authenticator, .denied("table sessions"), "SELECT * FROM bailiwick.sessions"),
      .attack("it binds none", .authenticator, .denied("function bind"), .bind("x")),
      .attack(
        "it opens none without a membership", .authenticator, .refused("28000", "no such membership"),
        opening("y", Who.alderViewer.person, ID.birch)),
      .attack(
        "it opens none for ever", .authenticator, .refused("22023", "a session lives up to 43200 seconds"),
        opening("y", Who.alderViewer.person, ID.alder, for: "1 year")),
      .attack(
        "it opens none by a short hash", .authenticator, .refused("23514", "\"sessions_token_hash\""),
        "SELECT bailiwick.open_session('\\x00', '\(Who.alderViewer.person)', '\(ID.alder)', '{pool}', '1 hour')"),

      .attack(
        "another session is opened", .authenticator, .gives(""),
        opening("another", person, ID.alder),
        before: [
          "INSERT INTO bailiwick.principals VALUES ('\(person)')",
          "INSERT INTO bailiwick.memberships (principal_id, tenant_id, roles) VALUES ('\(person)', '\(ID.alder)', '{viewer}')",
        ]),
      .attack("its token binds", .pool, .gives("3"), "BEGIN", .bind("another"), shipments, "COMMIT"),
      .attack("it is ended", .authenticator, .gives("NULL"), "SELECT bailiwick.end_session('\(hash("another"))')"),
      .attack("its token binds no more", .pool, nobody, "BEGIN", .bind("another")),
      .attack(
        "somebody is revoked", .authenticator, .gives("NULL"),
        "SELECT bailiwick.revoke_principal('\(Who.birchClerk.person)')"),
      .attack("a token of theirs binds no more", .birchClerk, nobody, shipments),
      .attack(
        "nor is a session opened for them", .authenticator, .refused("28000", "no such membership"),
        opening("z", Who.birchClerk.person, ID.birch)),
    ])

  /// A person whom only these checks know.
  private static let person = ID.id("a9", 7)

  /// What one request on a pool leaves behind for the next.
  static let poolLeftovers = Theme(
    "leftovers on a pool", only: .session,
    [
      .attack(
        "bind sets path, role and timeouts", .pool, .gives("app, app_view, pg_temp none 30s 10s 1min on"),
        "SET search_path = pg_catalog", "SET statement_timeout = 0", "BEGIN", manager,
        """
        SELECT current_setting('search_path'), current_setting('role'), current_setting('statement_timeout'),
          current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout'),
          current_setting('row_security')
        """, "COMMIT"),
      .known(
        "a pool changes its own defaults", .pool, .works, "ALTER ROLE SESSION_USER SET search_path = 'planted'"),
      .attack(
        "which bind sets back", .alderViewer, .gives("app, app_view, pg_temp"), "SELECT current_setting('search_path')"),
      .attack(
        "and the catalog tells", .observer, .gives("{search_path=planted}"),
        "SELECT setconfig FROM pg_db_role_setting WHERE setrole = '{pool}'::regrole",
        after: ["ALTER ROLE {pool} RESET ALL"]),
      .known(
        "a held cursor outlives its transaction", .pool, .gives(ID.birchDraft), "BEGIN", .bind("{birchManager.token}"),
        holding, "COMMIT", "BEGIN", .bind("{alderViewer.token}"), "FETCH 1 FROM held", "COMMIT"),
      .attack(
        "but not DISCARD ALL", .pool, .refused("34000", "cursor \"held\" does not exist"), "BEGIN",
        .bind("{birchManager.token}"), holding, "COMMIT", "DISCARD ALL", "FETCH 1 FROM held"),
      .known(
        "a pool sees the statements of its other connections", .pool, .shows("t"),
        "SELECT query ~ 'SELECT' FROM pg_stat_activity WHERE usename = SESSION_USER"),
      .attack(
        "a hidden column, with its exempt role bound", .alderManager, .denied("table shipments"),
        "SELECT margin FROM app.shipments"),
    ])

  private static let holding: Step = "DECLARE held CURSOR WITH HOLD FOR SELECT id FROM app.shipments ORDER BY id"
}
