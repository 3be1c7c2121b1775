import Testing

extension Theme {
  /// By sessions nothing is granted to the policy's roles, so that there are none.
  private static let noRole = Expectation.refused("22023", "does not exist")
  private static let touching = "UPDATE app.shipments SET weight_kg = weight_kg"

  static let roles = Theme(
    "roles, and becoming another",
    [
      .attack(
        "a clerk as viewer sheds no requirement", .alderClerk, .gives("3"), "SET ROLE freight_viewer",
        "SELECT count(*) FROM app.shipments"
      ).inSession(noRole),
      .attack(
        "a manager as clerk stays exempt: the identity counts", .alderManager, .gives("4"), "SET ROLE freight_clerk",
        "SELECT count(*) FROM app.shipments"
      ).inSession(noRole),
      .attack(
        "another tenant's login", .alderClerk, .refused("42501", "permission denied to set role"),
        "SET ROLE {birchClerk}"
      ).only(.login),
      .attack(
        "another pool's login", .alderClerk, .refused("42501", "permission denied to set role"), "SET ROLE {otherPool}"
      ).only(.session),
      .attack(
        "the owner of the routines", .alderManager, .refused("42501", "permission denied to set role"),
        "SET ROLE freight__writer"
      ).only(.session),
      .attack(
        "the owner of the tables", .alderManager, .refused("42501", "permission denied to set role"),
        "SET ROLE freight__owner"),
      .attack(
        "the owner of the views", .alderManager, .refused("42501", "permission denied to set role"),
        "SET ROLE freight__reader"),
      .attack(
        "the owner of the identity", .alderManager, .refused("42501", "permission denied to set role"),
        "SET ROLE bailiwick_owner"),
      .attack(
        "the superuser", .alderManager, .refused("42501", "permission denied to set role"), "SET ROLE postgres"),
      .attack(
        "the role that reaches all tenants", .alderManager, .refused("42501", "permission denied to set role"),
        "SET ROLE freight_auditor"
      ).only(.login),
      .attack(
        "the superuser as session", .alderManager, .refused("42501", "permission denied to set session authorization"),
        "SET SESSION AUTHORIZATION postgres"),
      .attack(
        "a membership in the owner, granted to oneself", .alderManager, .refused("42501", "role \"freight__owner\""),
        "GRANT freight__owner TO SESSION_USER"),
      .attack(
        "a new role", .alderManager, .refused("42501", "permission denied to create role"), "CREATE ROLE freight_x"),

      .known(
        "the owner changes no row and is not told", .observer, .affected(0), "SET ROLE freight__owner", Step(touching)),
      .attack(
        "without row security it is told", .observer,
        .refused("42501", "query would be affected by row-level security policy"), "SET row_security = off",
        "SET ROLE freight__owner", Step(touching)),
      .attack(
        "between NO FORCE and FORCE it changes all rows", .observer, .affected(12), "BEGIN",
        "SET LOCAL row_security = off", "ALTER TABLE app.shipments NO FORCE ROW LEVEL SECURITY",
        "SET LOCAL ROLE freight__owner", Step(touching), "ROLLBACK"),
      .attack(
        "no login is a member of an owner", .observer, .gives("0"),
        """
        SELECT count(*) FROM pg_roles l JOIN pg_roles o ON pg_has_role(l.oid, o.oid, 'MEMBER')
        WHERE l.rolcanlogin AND NOT l.rolsuper AND o.rolname IN ('freight__owner', 'freight__reader', 'freight__writer', 'bailiwick_owner')
        """),

      .attack(
        "a clerk who is an auditor too", .observer, .refused("23514", "\"logins_reach\""),
        "UPDATE bailiwick.logins SET roles = '{auditor,clerk}' WHERE login = '{alderClerk}'"
      ).only(.login),
      .attack(
        "a member who is clerk and auditor", .observer, .refused("23514", "\"memberships_reach\""),
        "UPDATE bailiwick.memberships SET roles = '{auditor,clerk}' WHERE principal_id = '\(Who.alderClerk.person)'"
      ).only(.session),
      .attack(
        "an auditor's role granted by hand gives a clerk no row", .alderClerk, .gives("3"),
        "SELECT count(*) FROM app.shipments", before: ["GRANT freight_auditor TO {alderClerk}"]
      ).only(.login),
      .attack(
        "nor does a write reach one", .alderClerk, .affected(0),
        "UPDATE app.shipments SET status = 'booked' WHERE id = '\(ID.birchDraft)'",
        after: ["REVOKE freight_auditor FROM {alderClerk}"]
      ).only(.login),
      .attack(
        "an auditor of one tenant", .observer, .refused("23514", "violates check constraint \"logins_"),
        "UPDATE bailiwick.logins SET tenant_id = '\(ID.alder)', tenant_active = true WHERE login = '{auditor}'"
      ).only(.login),
    ])
}
