import Testing

extension Theme {
  private static let events: Step = "SELECT count(*) FROM app.shipment_events"
  private static func open(_ policy: String) -> String { "ALTER POLICY \(policy) ON app.shipment_events USING (true)" }
  private static func close(_ policy: String) -> String {
    """
    DO $$ BEGIN EXECUTE (SELECT format('ALTER POLICY %I ON app.shipment_events USING (%s)', policyname, qual)
      FROM pg_temp.kept_policies WHERE tablename = 'shipment_events' AND policyname = '\(policy)'); END $$
    """
  }

  /// The layers overlap, so each is taken away alone, and then both: what holds, holds by one, and a test sees the loss.
  static let mutations = Theme(
    "layers taken away by hand",
    [
      .attack("without the floor the rule holds", .alderViewer, .gives("2"), events, before: [open("floor")]),
      .attack(
        "without both every row shows", .alderViewer, .gives("4"), events, before: [open("viewer_select")]),
      .attack(
        "a careless rule: the floor holds", .alderViewer, .gives("2"), events, before: [close("floor")]),
      .attack(
        "without force a login sees no more", .alderViewer, .gives("2"), events,
        before: [close("viewer_select"), "ALTER TABLE app.shipment_events NO FORCE ROW LEVEL SECURITY"]),
      .attack(
        "but the structure tells", .observer, .gives("app.shipment_events"),
        """
        SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace = 'app'::regnamespace
          AND NOT relforcerowsecurity
        """),
      .attack(
        "without row security every row shows", .alderViewer, .gives("4"), events,
        before: ["ALTER TABLE app.shipment_events DISABLE ROW LEVEL SECURITY"]),
      .attack(
        "with all layers back the tenant's rows show", .alderViewer, .gives("2"), events,
        before: ["ALTER TABLE app.shipment_events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"]),
    ])
}
