import Testing

extension Theme {
  static let reading = Theme(
    "reading",
    [
      .control(
        "a viewer reads the tenant's shipments", .alderViewer, .gives("3"), "SELECT count(*) FROM app.shipments"),
      .control("so does a clerk", .alderClerk, .gives("3"), "SELECT count(*) FROM app.shipments"),
      .control(
        "a manager reads the embargoed one too", .alderManager, .gives("4"), "SELECT count(*) FROM app.shipments"),
      .control("another tenant reads its own", .birchViewer, .gives("3"), "SELECT count(*) FROM app.shipments"),
      .control("an auditor reads every tenant's", .auditor, .gives("9"), "SELECT count(*) FROM app.shipments"),
      .control("a tenant reads its own entry", .alderViewer, .gives("Alder"), "SELECT name FROM app.tenants"),
      .control("an auditor reads all entries", .auditor, .gives("3"), "SELECT count(*) FROM app.tenants"),
      .control("what is shared, for a viewer", .alderViewer, .gives("2"), "SELECT count(*) FROM app.countries"),
      .control("what is shared, for an auditor", .auditor, .gives("2"), "SELECT count(*) FROM app.countries"),
      .control("children, one key away", .alderViewer, .gives("2"), "SELECT count(*) FROM app.shipment_events"),
      .control("children, two keys away", .alderViewer, .gives("1"), "SELECT count(*) FROM app.event_photos"),
      .control("one key away, for an auditor", .auditor, .gives("4"), "SELECT count(*) FROM app.shipment_events"),
      .control("two keys away, for an auditor", .auditor, .gives("3"), "SELECT count(*) FROM app.event_photos"),
      .control("one's own notes", .alderViewer, .gives("by a viewer"), "SELECT body FROM app.notes"),
      .control(
        "the same person at another tenant reads others", .clerkElsewhere, .gives("by the same clerk, elsewhere"),
        "SELECT body FROM app.notes"),

      .attack(
        "another tenant's row, by its id", .alderViewer, .gives("0"),
        "SELECT count(*) FROM app.shipments WHERE id = '\(ID.birchDraft)'"),
      .attack(
        "a condition that is always true", .alderViewer, .gives("3"),
        "SELECT count(*) FROM app.shipments WHERE id = '\(ID.birchDraft)' OR true"),
      .attack(
        "another tenant's child", .alderViewer, .gives("0"),
        "SELECT count(*) FROM app.shipment_events WHERE id = '\(ID.birchLoading)'"),
      .attack(
        "another tenant's grandchild", .alderViewer, .gives("0"),
        "SELECT count(*) FROM app.event_photos WHERE id = '\(ID.birchPhoto)'"),
      .attack(
        "another tenant's name", .alderViewer, .gives("0"), "SELECT count(*) FROM app.tenants WHERE name = 'Birch'"),
      .attack("a colleague's notes", .alderManager, .gives("0"), "SELECT count(*) FROM app.notes"),
      .attack(
        "one's own note at the other tenant", .alderClerk, .gives("0"),
        "SELECT count(*) FROM app.notes WHERE body LIKE '%elsewhere'"),
      .attack("the view, for a viewer", .alderViewer, .gives("3"), "SELECT count(*) FROM app_view.shipments"),
      .attack("the view, for a manager", .alderManager, .gives("4"), "SELECT count(*) FROM app_view.shipments"),
      .attack("the view, for an auditor", .auditor, .gives("9"), "SELECT count(*) FROM app_view.shipments"),
      .attack(
        "another tenant's rows in the view", .alderClerk, .gives("0"),
        "SELECT count(*) FROM app_view.shipments WHERE tenant_id <> '\(ID.alder)'"),
    ])
}
