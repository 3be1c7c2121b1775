import Testing

extension Theme {
  /// The privileges on what the policy makes and manages, by object, as the catalog holds them.
  private static let relationGrants = """
    pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname ~ '^(app|bailiwick)',
    aclexplode(c.relacl) g WHERE g.grantee <> c.relowner
    """

  /// What else could reach a table, asked of the catalog.
  static let structure = Theme(
    "structure",
    [
      .attack(
        "row security is on and forced", .observer, .gives("6 6"),
        """
        SELECT count(*), count(*) FILTER (WHERE relrowsecurity AND relforcerowsecurity) FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'app'::regnamespace
        """),
      .attack(
        "a floor under every table, for everybody, reading and writing", .observer, .gives("6"),
        """
        SELECT count(DISTINCT polrelid) FROM pg_policy
        WHERE polrelid::regclass::text ~ '^app\\.' AND polname = 'floor' AND polroles = '{0}'
          AND NOT polpermissive AND polcmd = '*' AND polqual IS NOT NULL AND polwithcheck IS NOT NULL
        """),
      .attack(
        "no restrictive policy is one role's alone", .observer, .gives("0"),
        "SELECT count(*) FROM pg_policy WHERE NOT polpermissive AND polroles <> '{0}'"),
      .attack(
        "the views' owner may only read", .observer, .gives("r"),
        "SELECT DISTINCT polcmd FROM pg_policy WHERE 'freight__reader'::regrole = ANY (polroles)"),
      .attack(
        "tables belong to the owner", .observer, .gives("freight__owner 6"),
        """
        SELECT relowner::regrole, count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'app'::regnamespace
        GROUP BY relowner
        """),
      .attack(
        "no rule, trigger, part, foreign table or publication", .observer, .gives("0 0 0 0 0"),
        """
        SELECT (SELECT count(*) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
            WHERE c.relkind <> 'v' AND c.relnamespace::regnamespace::text IN ('app', 'bailiwick')),
          (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal), (SELECT count(*) FROM pg_inherits),
          (SELECT count(*) FROM pg_foreign_table), (SELECT count(*) FROM pg_publication)
        """),
      .attack(
        "no view but the generated one", .observer, .gives("app_view.shipments"),
        """
        SELECT c.oid::regclass FROM pg_class c WHERE c.relkind IN ('v', 'm')
          AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema$|bailiwick$)'
        """),
      .attack(
        "views are barriers", .observer, .gives("0"),
        """
        SELECT count(*) FROM pg_class WHERE relkind = 'v' AND relnamespace::regnamespace::text IN ('app_view', 'bailiwick')
          AND NOT coalesce(reloptions @> '{security_barrier=true}', false)
        """),
      .attack(
        "no routine runs as its owner, but for what a pool may not do itself", .observer, .gives("NULL"),
        """
        SELECT string_agg(pronamespace::regnamespace || '.' || proname, ' ' ORDER BY pronamespace::regnamespace::text, proname)
        FROM pg_proc WHERE prosecdef AND pronamespace::regnamespace::text !~ '^pg_'
        """
      ).inSession(
        .gives(
          """
          app_write.shipments_set_margin bailiwick.end_session bailiwick.end_sessions bailiwick.open_session \
          bailiwick.refresh_session bailiwick.revoke_principal
          """)),
      .attack(
        "nothing is everybody's", .observer, .gives("0"),
        """
        SELECT count(*) FROM (
          SELECT relacl FROM pg_class WHERE relnamespace::regnamespace::text ~ '^(app|bailiwick)'
          UNION ALL SELECT coalesce(proacl, acldefault('f', proowner)) FROM pg_proc
            WHERE pronamespace::regnamespace::text ~ '^(app|bailiwick)'
          UNION ALL SELECT coalesce(nspacl, acldefault('n', nspowner)) FROM pg_namespace WHERE nspname ~ '^(app|bailiwick)'
        ) a (acl), aclexplode(a.acl) g WHERE g.grantee = 0
        """),
      .attack(
        "no grant may be passed on", .observer, .gives("0"), "SELECT count(*) FROM \(relationGrants) AND g.is_grantable"
      ),
      .attack(
        "views are granted for reading alone", .observer, .gives("0"),
        "SELECT count(*) FROM \(relationGrants) AND c.relkind = 'v' AND g.privilege_type <> 'SELECT'"),
      .attack(
        "no privilege but those that a policy knows", .observer, .gives("0"),
        """
        SELECT count(*) FROM \(relationGrants)
          AND g.privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
        """),
      .attack(
        "no role is exempt or privileged", .observer, .gives("0"),
        """
        SELECT count(*) FROM pg_roles WHERE rolname ~ '^(bw|freight|bailiwick)_'
          AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)
        """),
      .attack(
        "no setting waits for a role", .observer, .gives("0"),
        "SELECT count(*) FROM pg_db_role_setting WHERE setrole::regrole::text ~ '^(bw|freight|bailiwick)_'"),
      .attack(
        "later routines start closed", .observer, .gives("bailiwick_owner, freight__owner, postgres"),
        """
        SELECT string_agg(defaclrole::regrole::text, ', ' ORDER BY defaclrole::regrole::text) FROM pg_default_acl
        WHERE defaclobjtype = 'f' AND defaclnamespace = 0
          AND NOT EXISTS (SELECT FROM aclexplode(defaclacl) g WHERE g.grantee = 0)
        """),
    ])
}
