import Testing

extension Theme {
  private static let own = "FROM app_view.shipments WHERE id = '\(ID.alderDraft)'"

  static let hiddenColumns = Theme(
    "hidden and masked columns",
    [
      .control(
        "a viewer reads the mask", .alderViewer, .gives("**************mple"), "SELECT contact_email \(own)"),
      .control(
        "which is as long as the value", .alderViewer, .gives("18 *"),
        "SELECT length(contact_email), left(contact_email, 1) \(own)"),
      .control("a clerk reads the value", .alderClerk, .gives("iris@alder.example"), "SELECT contact_email \(own)"),
      .control("an auditor reads the mask", .auditor, .gives("t"), "SELECT contact_email LIKE '*%' \(own)"),
      .control("a hidden column is NULL for a clerk", .alderClerk, .gives("NULL"), "SELECT margin \(own)"),
      .control("and for an auditor", .auditor, .gives("0"), "SELECT count(margin) FROM app_view.shipments"),
      .control("a manager reads it", .alderManager, .gives("101.00"), "SELECT margin \(own)"),

      .attack(
        "a hidden column of the table", .alderClerk, .denied("table shipments"), "SELECT margin FROM app.shipments"),
      .attack(
        "a filter by it", .alderClerk, .denied("table shipments"), "SELECT id FROM app.shipments WHERE margin > 100"),
      .attack(
        "an order by it", .alderClerk, .denied("table shipments"), "SELECT id FROM app.shipments ORDER BY margin"),
      .attack("the row as one value", .alderClerk, .denied("table shipments"), "SELECT s FROM app.shipments s"),
      .attack(
        "the column as an answer to a write", .alderClerk, .denied("table shipments"),
        "UPDATE app.shipments SET weight_kg = 1 WHERE id = '\(ID.alderDraft)' RETURNING margin"),
      .attack(
        "a lock on rows chosen by it", .alderClerk, .denied("table shipments"),
        "SELECT id FROM app.shipments WHERE margin > 0 FOR UPDATE"),
      .attack(
        "its exempt role reads it on the table", .alderManager, .gives("4"), "SELECT count(margin) FROM app.shipments"
      ).inSession(.denied("table shipments")),
      .attack(
        "a masked column of the table", .alderViewer, .denied("table shipments"),
        "SELECT contact_email FROM app.shipments"),
      .attack(
        "a search for the value behind the mask", .alderViewer, .gives("0"),
        "SELECT count(*) FROM app_view.shipments WHERE contact_email LIKE 'iris%'"),
      .attack(
        "a search for the value behind NULL", .alderClerk, .gives("0"),
        "SELECT count(*) FROM app_view.shipments WHERE margin IS NOT NULL"),
      .attack(
        "a cast that would tell the value behind the mask", .alderViewer, .gives("0"),
        "SELECT count(*) FROM app_view.shipments WHERE contact_email LIKE 'iris%' AND contact_email::int = 1"),
      .attack(
        "a new row with a hidden value", .alderClerk, .denied("table shipments"),
        """
        INSERT INTO app.shipments (id, reference, country_code, weight_kg, contact_email, margin)
        VALUES ('\(ID.fresh(1))', 'fresh', 'NO', 1, 'new@alder.example', 1)
        """
      ).inSession(.forbiddenRow),
      .attack(
        "a blind write to it", .alderClerk, .denied("table shipments"), .writeMargin(of: ID.alderDraft, 0)
      ).inSession(.affected(0)),
      .attack(
        "a blind write to all of it", .alderClerk, .denied("table shipments"), "UPDATE app.shipments SET margin = 0"),
      .attack(
        "its exempt role, where the rule forbids the row", .alderManager, .affected(0),
        .writeMargin(of: ID.alderClosed, 0)),
      .attack(
        "a copy of it into what one may read", .alderClerk, .denied("table shipments"),
        "UPDATE app.shipments SET weight_kg = margin"),
      .attack(
        "after all that it is what it was", .observer, .gives("101.00 103.00"),
        "SELECT (SELECT margin FROM app.shipments WHERE id = '\(ID.alderDraft)'), margin FROM app.shipments WHERE id = '\(ID.alderClosed)'"
      ),
    ])

  /// The view and the policies are written apart: each must give the rows that the other gives.
  static let viewUnderPolicies = Theme(
    "the view under the policies of whoever asks",
    [
      .attack(
        "a viewer", .alderViewer, .gives("3"), "SELECT count(*) FROM app_view.shipments",
        before: [
          "ALTER VIEW app_view.shipments SET (security_invoker = true)",
          "GRANT SELECT ON app.shipments TO {readers}",
        ]),
      .attack("a clerk", .alderClerk, .gives("3"), "SELECT count(*) FROM app_view.shipments"),
      .attack("a manager", .alderManager, .gives("4"), "SELECT count(*) FROM app_view.shipments"),
      .attack(
        "an auditor", .auditor, .gives("9"), "SELECT count(*) FROM app_view.shipments",
        after: [
          "ALTER VIEW app_view.shipments RESET (security_invoker)",
          // Taking a privilege on a table away takes those on its columns too.
          "REVOKE SELECT ON app.shipments FROM {readers}",
          """
          GRANT SELECT (id, tenant_id, reference, status, country_code, weight_kg, created_at) ON app.shipments
          TO {readers}
          """,
        ]),
    ])
}
