/// Ids of the fixture's rows: the first digit tells the tenant, the second the table.
enum ID {
  static let alder = id("a0", 0)
  static let birch = id("b0", 0)
  static let cedar = id("c0", 0)

  static let alderDraft = id("a1", 1)
  static let alderBooked = id("a1", 2)
  static let alderClosed = id("a1", 3)
  static let alderEmbargoed = id("a1", 4)
  static let birchDraft = id("b1", 1)
  static let birchBooked = id("b1", 2)

  /// An event of a shipment that its own tenant's viewer may not see.
  static let alderStop = id("a2", 2)
  static let birchLoading = id("b2", 1)
  static let birchPhoto = id("b3", 1)
  static let alderViewersNote = id("a4", 1)
  static let birchViewersNote = id("b4", 1)

  /// A row that a check makes, or that does not exist.
  static func fresh(_ number: Int) -> String { id("f0", number) }

  static func id(_ prefix: String, _ number: Int) -> String {
    let digits = String(number)
    return "\(prefix)000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
  }
}

/// Three tenants with the same rows each, as the application knows them: without tenant columns on events and photos.
enum Fixture {
  /// The tables that every binding has, parents first.
  static let tables = [
    "app.tenants", "app.countries", "app.shipments", "app.shipment_events", "app.event_photos", "app.notes",
    "bailiwick.tenants", "bailiwick.principals",
  ]

  static let sql = """
    INSERT INTO app.tenants (id, name, plan) VALUES
      ('\(ID.alder)', 'Alder', 'annual'), ('\(ID.birch)', 'Birch', 'monthly'), ('\(ID.cedar)', 'Cedar', 'monthly');
    INSERT INTO app.countries (code, name) VALUES ('NO', 'Norway'), ('CL', 'Chile');

    INSERT INTO app.shipments (id, tenant_id, reference, status, country_code, weight_kg, margin, contact_email)
      SELECT (t.prefix || '1000000-0000-4000-8000-00000000000' || s.number)::uuid,
        (t.prefix || '0000000-0000-4000-8000-000000000000')::uuid, t.name || '-' || s.number, s.status, s.country,
        10 * s.number, t.margin + s.number, s.person || '@' || t.name || '.example'
      FROM (VALUES ('a', 'alder', 100), ('b', 'birch', 200), ('c', 'cedar', 300)) AS t (prefix, name, margin),
        (VALUES (1, 'draft', 'NO', 'iris'), (2, 'booked', 'NO', 'juan'), (3, 'closed', 'CL', 'kim'),
          (4, 'embargoed', 'CL', 'lea')) AS s (number, status, country, person);

    INSERT INTO app.shipment_events (id, shipment_id, kind, seq) VALUES
      ('\(ID.id("a2", 1))', '\(ID.alderBooked)', 'loading', 1), ('\(ID.alderStop)', '\(ID.alderEmbargoed)', 'stop', 2),
      ('\(ID.birchLoading)', '\(ID.birchBooked)', 'loading', 1), ('\(ID.id("c2", 1))', '\(ID.id("c1", 2))', 'loading', 1);
    INSERT INTO app.event_photos (id, event_id, path) VALUES ('\(ID.id("a3", 1))', '\(ID.id("a2", 1))', 'alder.png'),
      ('\(ID.birchPhoto)', '\(ID.birchLoading)', 'birch.png'), ('\(ID.id("c3", 1))', '\(ID.id("c2", 1))', 'cedar.png');

    INSERT INTO app.notes (id, tenant_id, author_id, body) VALUES
      ('\(ID.alderViewersNote)', '\(ID.alder)', '\(Who.alderViewer.person)', 'by a viewer'),
      ('\(ID.id("a4", 2))', '\(ID.alder)', '\(Who.alderClerk.person)', 'by a clerk'),
      ('\(ID.birchViewersNote)', '\(ID.birch)', '\(Who.birchViewer.person)', 'by another viewer'),
      ('\(ID.id("b4", 2))', '\(ID.birch)', '\(Who.alderClerk.person)', 'by the same clerk, elsewhere');
    """
}
