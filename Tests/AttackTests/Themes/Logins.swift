import Testing

extension Theme {
  private static let shipments: Step = "SELECT count(*) FROM app.shipments"

  static let logins = Theme(
    "logins that come and go",
    [
      .attack(
        "a role without its identity reads nothing", .birchViewer, .gives("0"), shipments,
        before: ["DELETE FROM bailiwick.logins WHERE login = '{birchViewer}'"]
      ).only(.login),
      .attack("not even what is shared", .birchViewer, .gives("0"), "SELECT count(*) FROM app.countries").only(.login),
      .attack(
        "a role made again under the old name is nobody", .birchViewer, .gives("0"), shipments,
        before: [
          "DROP ROLE {birchViewer}",
          "CREATE ROLE {birchViewer} LOGIN PASSWORD '{birchViewer.verifier}'",
          "GRANT freight_viewer TO {birchViewer}",
        ]
      ).only(.login),
      .attack(
        "one login for two people", .observer, .refused("23505", "\"logins_pkey\""),
        """
        INSERT INTO bailiwick.logins (login, principal_id, tenant_id, tenant_active, roles)
        VALUES ('{birchClerk}', '\(Who.alderViewer.person)', '\(ID.alder)', true, '{viewer}')
        """
      ).only(.login),
      .attack("a login that nobody provisioned", .stranger, .gives("0"), shipments).only(.login),
      .attack(
        "a login without a role", .stranger, .shut("42501", "permission denied for database"), "SELECT 1",
        before: ["REVOKE freight_viewer FROM {stranger}"], after: ["GRANT freight_viewer TO {stranger}"]
      ).only(.login),
      .attack(
        "a login that may not log in", .birchClerk, .shut("28000", "is not permitted to log in"), "SELECT 1",
        before: ["ALTER ROLE {birchClerk} NOLOGIN"], after: ["ALTER ROLE {birchClerk} LOGIN"]
      ).only(.login),
      .attack(
        "no identity claims a role that its login lacks", .observer, .gives("7 0"),
        """
        SELECT count(*), count(*) FILTER (WHERE NOT pg_has_role(l.login, 'freight_' || r, 'MEMBER'))
        FROM bailiwick.logins l, unnest(l.roles) r
        """
      ).only(.login),
      .attack(
        "a login of no pool", .stranger, .shut("42501", "permission denied for database"), "SELECT 1"
      ).only(.session),
      .attack(
        "names tell nothing", .observer, .gives("0"),
        """
        SELECT count(*) FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND rolname !~ '^bw_[a-z2-7]{26}$'
          AND EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
            WHERE m.member = pg_roles.oid AND g.rolname ~ '^freight_')
        """),
    ])
}
