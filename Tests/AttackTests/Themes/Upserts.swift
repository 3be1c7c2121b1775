import Testing

extension Theme {
  /// A row under the id of Birch's draft that would take it over.
  private static let takeover = """
    (id, tenant_id, reference, status, country_code, weight_kg, contact_email)
    VALUES ('\(ID.birchDraft)', '\(ID.alder)', 'birch-1', 'draft', 'NO', 1, 'new@alder.example')
    ON CONFLICT (id) DO UPDATE SET tenant_id = excluded.tenant_id
    """
  /// The same row, for nobody to change.
  private static let collision = """
    INSERT INTO app.shipments (id, reference, status, country_code, weight_kg, contact_email)
    VALUES ('\(ID.birchDraft)', 'mine', 'draft', 'NO', 1, 'new@alder.example')
    """

  static let upserts = Theme(
    "upserts, and views that write",
    [
      .attack(
        "an upsert through the view", .alderClerk, .refused("55000", "cannot insert into view"),
        "INSERT INTO app_view.shipments \(takeover)"),
      .attack(
        "a row through the view", .alderClerk, .refused("55000", "cannot insert into view"),
        "INSERT INTO app_view.shipments (id, reference) VALUES ('\(ID.fresh(1))', 'fresh')"),
      .attack(
        "a change through the view", .alderManager, .refused("55000", "cannot update view"),
        "UPDATE app_view.shipments SET reference = 'stolen'"),
      .attack(
        "a deletion through the view", .alderManager, .refused("55000", "cannot delete from view"),
        "DELETE FROM app_view.shipments"),
      .attack(
        "an upsert that changes the tenant", .alderClerk, .denied("table shipments"),
        "INSERT INTO app.shipments \(takeover)"),
      .attack(
        "an upsert on another tenant's row", .alderClerk, .forbiddenRow,
        "\(collision) ON CONFLICT (id) DO UPDATE SET reference = 'stolen'"),
      .known(
        "an insert that does nothing tells that the id is taken", .alderClerk, .affected(0),
        "\(collision) ON CONFLICT DO NOTHING"),
      .attack(
        "the row is Birch's", .observer, .gives("\(ID.birch) birch-1"),
        "SELECT tenant_id, reference FROM app.shipments WHERE id = '\(ID.birchDraft)'"),
    ])
}
