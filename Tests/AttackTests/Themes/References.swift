import Testing

extension Theme {
  private static func event(_ id: String, on shipment: String) -> Step {
    "INSERT INTO app.shipment_events (id, shipment_id, kind, seq) VALUES ('\(id)', \(shipment), 'seen', 9)"
  }
  private static func photo(_ id: String, of event: String) -> Step {
    "INSERT INTO app.event_photos (id, event_id, path) VALUES ('\(id)', '\(event)', 'new.png')"
  }
  private static let eventKey = Expectation.refused(
    "23503", "violates foreign key constraint \"shipment_events_tenant_id_shipment_id_fkey\"")
  private static let photoKey = Expectation.refused(
    "23503", "violates foreign key constraint \"event_photos_tenant_id_event_id_fkey\"")

  static let references = Theme(
    "references",
    [
      .control("a clerk adds an event", .alderClerk, .affected(1), event(ID.fresh(1), on: "'\(ID.alderDraft)'")),
      .control(
        "it takes the parent's tenant", .observer, .gives(ID.alder),
        "SELECT tenant_id FROM app.shipment_events WHERE id = '\(ID.fresh(1))'"),
      .control("a clerk adds a photo", .alderClerk, .affected(1), photo(ID.fresh(2), of: ID.fresh(1))),
      .control(
        "it takes the grandparent's tenant", .observer, .gives(ID.alder),
        "SELECT tenant_id FROM app.event_photos WHERE id = '\(ID.fresh(2))'"),

      .attack(
        "an event on another tenant's shipment", .alderClerk, eventKey,
        event(ID.fresh(3), on: "'\(ID.birchBooked)'")),
      // In the same words: whoever guesses ids learns nothing.
      .attack("an event on no shipment", .alderClerk, eventKey, event(ID.fresh(3), on: "'\(ID.fresh(99))'")),
      .attack("a photo of another tenant's event", .alderClerk, photoKey, photo(ID.fresh(3), of: ID.birchLoading)),
      .attack(
        "an event that names the other tenant", .alderClerk, .denied("table shipment_events"),
        "INSERT INTO app.shipment_events (tenant_id, shipment_id, kind) VALUES ('\(ID.birch)', '\(ID.birchBooked)', 'x')"
      ),
      .attack(
        "an event moved to another tenant's shipment", .alderClerk, .denied("table shipment_events"),
        "UPDATE app.shipment_events SET shipment_id = '\(ID.birchBooked)'"),
      .attack(
        "events deleted with their shipment", .alderManager, eventKey,
        "DELETE FROM app.shipments WHERE id = '\(ID.alderBooked)'"),
      .attack(
        "an event whose shipment its reader may not see", .alderViewer, .gives("1"),
        "SELECT count(*) FROM app.shipment_events WHERE id = '\(ID.alderStop)'"),
      .attack(
        "an event on a shipment that its writer may not see", .alderClerk, .affected(1),
        event(ID.fresh(4), on: "'\(ID.alderEmbargoed)'")),
      .attack(
        "an event on nothing", .alderClerk, .refused("23502", "null value in column \"shipment_id\""),
        event(ID.fresh(5), on: "NULL")),
      .attack(
        "both keys that carry the tenant are valid", .observer, .gives("2"),
        """
        SELECT count(*) FROM pg_constraint WHERE convalidated
          AND conname IN ('shipment_events_tenant_id_shipment_id_fkey', 'event_photos_tenant_id_event_id_fkey')
        """),
      .attack(
        "no reference leaves its tenant", .observer, .gives("0"),
        """
        SELECT count(*) FROM app.shipments s JOIN app.shipment_events e ON e.shipment_id = s.id
          LEFT JOIN app.event_photos p ON p.event_id = e.id
        WHERE e.tenant_id <> s.tenant_id OR p.tenant_id <> s.tenant_id
        """),
    ])
}
