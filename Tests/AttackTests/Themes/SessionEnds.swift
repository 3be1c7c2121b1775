import Testing

extension Theme {
  private static let shipments: Step = "SELECT count(*) FROM app.shipments"
  private static let nobody = Expectation.refused("28000", "no such session")
  private static let manager = "principal_id = '\(Who.alderManager.person)'"
  private static let viewer = "principal_id = '\(Who.alderViewer.person)'"
  private static let refreshing: Step = "SELECT bailiwick.refresh_session('{alderViewer.hash}')"

  /// What ends a session, and when: at the next statement of a transaction that is bound already, and for the next bind.
  static let sessionEnds = Theme(
    "what ends a session", only: .session,
    [
      .attack(
        "its lifetime", .alderViewer, .gives("3", "0"), shipments,
        .meanwhile("UPDATE bailiwick.sessions SET expires_at = statement_timestamp() WHERE \(viewer)"), shipments),
      .attack("refreshing does not revive it", .authenticator, .gives("f"), refreshing),
      .attack(
        "idleness", .alderViewer, .gives("3", "0"), shipments,
        .meanwhile("UPDATE bailiwick.sessions SET idle_at = statement_timestamp() WHERE \(viewer)"), shipments,
        before: [
          "UPDATE bailiwick.sessions SET expires_at = statement_timestamp() + interval '1 hour' WHERE \(viewer)"
        ]),
      .attack("refreshing does not revive that one either", .authenticator, .gives("f"), refreshing),
      .attack(
        "an open one is refreshed", .authenticator, .gives("t"), refreshing,
        before: [
          "UPDATE bailiwick.sessions SET idle_at = statement_timestamp() + interval '1 minute' WHERE \(viewer)"
        ]),
      .attack(
        "for another window, and within its lifetime", .observer, .gives("t t"),
        """
        SELECT idle_at > statement_timestamp() + interval '29 minutes',
          expires_at <= statement_timestamp() + interval '1 hour' FROM bailiwick.sessions WHERE \(viewer)
        """),
      .attack(
        "one of a suspended person is not refreshed", .authenticator, .gives("f"), refreshing, before: [suspending],
        after: [resuming]),
      .attack("a person who acts again goes on with what was open", .alderViewer, .gives("3"), shipments),
      .attack(
        "an unknown one is not refreshed", .authenticator, .gives("f"),
        "SELECT bailiwick.refresh_session('\(hash("unknown"))')"),

      .attack(
        "a role that is taken away", .alderManager, .gives("4", "3"), shipments,
        .meanwhile("UPDATE bailiwick.memberships SET roles = '{clerk}' WHERE \(manager)"), shipments),
      .attack("is gone for writing too", .alderManager, .affected(0), .writeMargin(of: ID.alderDraft, 0)),
      .attack(
        "a role that is given counts at once", .alderManager, .gives("3", "4"), shipments,
        .meanwhile("UPDATE bailiwick.memberships SET roles = '{manager}' WHERE \(manager)"), shipments),
      .attack(
        "a snapshot keeps its roles until its transaction ends", .alderManager, .gives("4", "4"),
        "BEGIN ISOLATION LEVEL SERIALIZABLE", shipments,
        .meanwhile("UPDATE bailiwick.memberships SET roles = '{clerk}' WHERE \(manager)"), shipments, "COMMIT"),
      .attack("and the next has them no more", .alderManager, .gives("3"), shipments),
      .attack(
        "a membership that comes to its end", .alderManager, .gives("3", "0"), shipments,
        .meanwhile("UPDATE bailiwick.memberships SET valid_until = statement_timestamp() WHERE \(manager)"), shipments),
      .attack(
        "a membership that is removed", .birchManager, .gives("4", "0"), shipments,
        .meanwhile("DELETE FROM bailiwick.memberships WHERE principal_id = '\(Who.birchManager.person)'"), shipments),
      .attack(
        "all sessions of a person end", .authenticator, .gives("NULL"),
        "SELECT bailiwick.end_sessions('\(Who.alderClerk.person)')"),
      .attack("for one tenant", .alderClerk, nobody, shipments),
      .attack("and for the other", .clerkElsewhere, nobody, shipments),
      .attack(
        "a tenant with members cannot be removed", .observer, .refused("23503", "\"memberships_tenant_fkey\""),
        "DELETE FROM bailiwick.tenants WHERE id = '\(ID.birch)'"),
      .attack(
        "a removed tenant's token", .birchViewer, nobody, shipments,
        before: [
          "DELETE FROM bailiwick.memberships WHERE tenant_id = '\(ID.birch)'",
          "DELETE FROM bailiwick.tenants WHERE id = '\(ID.birch)'",
        ]),
    ])
}
