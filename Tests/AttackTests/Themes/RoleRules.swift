import Testing

extension Theme {
  private static func shipment(_ status: String) -> Step {
    """
    INSERT INTO app.shipments (id, reference, status, country_code, weight_kg, contact_email)
    VALUES ('\(ID.fresh(1))', 'fresh', \(status), 'NO', 5, 'new@alder.example')
    """
  }
  private static let booking: Step = "UPDATE app.shipments SET status = 'booked' WHERE id = '\(ID.alderDraft)'"
  private static let deletion: Step = "DELETE FROM app.shipments WHERE id = '\(ID.alderDraft)'"
  private static func reopening(_ id: String) -> Step { "UPDATE app.shipments SET status = 'draft' WHERE id = '\(id)'" }

  static let roleRules = Theme(
    "the rules of each role",
    [
      .attack("a viewer makes a shipment", .alderViewer, .denied("table shipments"), shipment("'draft'")).inSession(
        .forbiddenRow),
      .attack("a viewer changes one", .alderViewer, .denied("table shipments"), booking).inSession(.affected(0)),
      .attack("a viewer deletes one", .alderViewer, .denied("table shipments"), deletion).inSession(.affected(0)),
      .attack("a clerk deletes one", .alderClerk, .denied("table shipments"), deletion).inSession(.affected(0)),
      .attack("a clerk makes what is no draft", .alderClerk, .forbiddenRow, shipment("'booked'")),
      .attack("a clerk makes one without a status", .alderClerk, .forbiddenRow, shipment("NULL")),
      .attack("a clerk reopens a closed one", .alderClerk, .affected(0), reopening(ID.alderClosed)),
      .attack("a manager, who inherits that rule, too", .alderManager, .affected(0), reopening(ID.alderClosed)),
      .attack("an auditor makes a shipment", .auditor, .denied("table shipments"), shipment("'draft'")).inSession(
        .forbiddenRow),
      .attack("an auditor changes one", .auditor, .denied("table shipments"), booking).inSession(.affected(0)),
      .attack("an auditor deletes one", .auditor, .denied("table shipments"), deletion).inSession(.affected(0)),
      .attack("an auditor reads notes", .auditor, .denied("table notes"), "SELECT count(*) FROM app.notes").inSession(
        .gives("0")),
      .attack(
        "an auditor writes a note", .auditor, .denied("table notes"),
        "INSERT INTO app.notes (id, body) VALUES ('\(ID.fresh(2))', 'mine')"
      ).inSession(.forbiddenRow),
      .attack(
        "a viewer adds an event", .alderViewer, .denied("table shipment_events"),
        "INSERT INTO app.shipment_events (id, shipment_id, kind) VALUES ('\(ID.fresh(3))', '\(ID.alderDraft)', 'seen')"
      ).inSession(.forbiddenRow),
      .attack(
        "a manager deletes events, which nobody may", .alderManager, .denied("table shipment_events"),
        "DELETE FROM app.shipment_events"),
      .attack(
        "a manager changes events", .alderManager, .denied("table shipment_events"),
        "UPDATE app.shipment_events SET kind = 'forged'"),
      .attack(
        "a manager changes the tenant's entry", .alderManager, .denied("table tenants"),
        "UPDATE app.tenants SET plan = 'free'"),
      .attack(
        "a manager writes what is shared", .alderManager, .denied("table countries"),
        "INSERT INTO app.countries VALUES ('XX', 'Nowhere')"),
      .attack(
        "a manager empties tables", .alderManager, .denied("table shipments"), "TRUNCATE app.shipments CASCADE"),

      .attack(
        "a clerk embargoes a shipment, and would not see it again", .alderClerk, .forbiddenRow,
        "UPDATE app.shipments SET status = 'embargoed' WHERE id = '\(ID.alderDraft)'"),
      .attack("a clerk lifts an embargo", .alderClerk, .affected(0), reopening(ID.alderEmbargoed)),
      .attack(
        "a clerk asks the view for an embargoed one", .alderClerk, .gives("0"),
        "SELECT count(*) FROM app_view.shipments WHERE id = '\(ID.alderEmbargoed)'"),
    ])
}
