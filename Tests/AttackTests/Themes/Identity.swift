import Testing

extension Theme {
  private static let shipments: Step = "SELECT count(*) FROM app.shipments"
  private static let countries: Step = "SELECT count(*) FROM app.countries"
  private static let alderViewer = "principal_id = '\(Who.alderViewer.person)'"
  private static let unbound = Expectation.refused("28000", "no such session")
  static let suspending = "UPDATE bailiwick.principals SET active = false WHERE id = '\(Who.alderViewer.person)'"
  static let resuming = "UPDATE bailiwick.principals SET active = true"

  static let identity = Theme(
    "identity and suspension",
    [
      .attack(
        "settings that claim another tenant", .alderViewer, .gives("3"), "SET bailiwick.tenant_id = '\(ID.birch)'",
        "SET application_name = '\(ID.birch)'", shipments),
      .attack(
        "the identities, read", .alderViewer, .denied("table logins"), "SELECT * FROM {identities}"
      ).inSession(.denied("table sessions")),
      .attack(
        "the identities, written", .alderManager, .denied("table logins"),
        "UPDATE {identities} SET roles = '{manager}'"
      ).inSession(.denied("table sessions")),
      .attack(
        "a tenant made active", .alderManager, .denied("table tenants"), "UPDATE bailiwick.tenants SET active = true"),
      .attack(
        "one's own identity, written through its view", .alderManager, .denied("view identity"),
        "UPDATE bailiwick.identity SET roles = '{manager}'"),
      .attack(
        "the view of the identity shows oneself alone", .alderViewer, .gives("\(ID.alder) {viewer}"),
        "SELECT tenant_id, roles FROM bailiwick.identity"),

      .attack(
        "a suspended person reads nothing from the next statement on", .alderViewer, .gives("3", "0"), "BEGIN",
        shipments, .meanwhile(suspending), shipments, "COMMIT", after: [resuming]),
      .attack(
        "a suspended tenant reads nothing", .alderManager, .gives("0"), shipments,
        before: ["UPDATE bailiwick.tenants SET active = false WHERE id = '\(ID.alder)'"]
      ).inSession(unbound),
      .attack("not even what is shared", .alderManager, .gives("0"), countries).inSession(unbound),
      .attack("another tenant works on", .birchManager, .gives("4"), shipments),
      .attack(
        "an auditor reads a suspended tenant too", .auditor, .gives("9"), shipments,
        after: ["UPDATE bailiwick.tenants SET active = true"]),
      .attack(
        "an expired login reads nothing", .alderViewer, .gives("0"), countries,
        before: ["UPDATE {identities} SET expires_at = statement_timestamp() WHERE \(alderViewer)"]
      ).inSession(unbound),
      .attack(
        "with more time it reads again", .alderViewer, .gives("2"), countries,
        before: [
          "UPDATE {identities} SET expires_at = statement_timestamp() + interval '1 hour' WHERE \(alderViewer)"
        ]),
    ])

  /// What a session holds when its person is suspended.
  static let leftovers = Theme(
    "leftovers of a session",
    [
      .known(
        "a snapshot goes on until its transaction ends", .alderViewer, .gives("3", "3", "0"),
        "BEGIN ISOLATION LEVEL REPEATABLE READ", shipments, .meanwhile(suspending), shipments, "COMMIT", shipments,
        after: [resuming]),
      .known(
        "an open cursor goes on", .alderViewer, .gives("1", "1"), "BEGIN",
        "DECLARE c CURSOR FOR SELECT 1 FROM app.shipment_events", "FETCH 1 FROM c", .meanwhile(suspending),
        "FETCH 1 FROM c", "COMMIT", after: [resuming]),
      .attack(
        "a prepared statement does not", .alderViewer, .gives("3", "0"), "BEGIN",
        "PREPARE q AS SELECT count(*) FROM app.shipments", "EXECUTE q", .meanwhile(suspending), "EXECUTE q", "COMMIT",
        after: [resuming]),
    ])
}
