import Testing

extension Theme {
  /// What rows tell without being read: errors, plans, statistics, copies and locks.
  static let channels = Theme(
    "errors, plans, statistics, copies, locks",
    [
      .attack(
        "a cast that fails on another tenant's row", .alderViewer, .gives("0"),
        "SELECT count(*) FROM app.shipments WHERE reference LIKE 'birch%' AND reference::int = 1"),
      .attack(
        "a division that fails on another tenant's row", .alderViewer, .gives("0"),
        "SELECT count(*) FROM app.shipment_events WHERE tenant_id = '\(ID.birch)' AND 1 / (seq - 1) = 1"),
      .attack(
        "the planner's statistics", .alderViewer, .gives("0"),
        "SELECT count(*) FROM pg_stats WHERE schemaname = 'app' AND tablename IN ('shipments', 'notes')"),
      .attack("passwords", .alderViewer, .denied("table pg_authid"), "SELECT rolpassword FROM pg_authid"),
      .attack(
        "row security switched off", .alderViewer,
        .refused("42501", "query would be affected by row-level security policy"), "SET row_security = off",
        "SELECT count(*) FROM app.shipment_events"),
      .attack(
        "a table copied out", .alderViewer, .denied("table shipments"), "COPY app.shipments TO STDOUT"),
      .attack(
        "rows copied in", .alderClerk, .refused("0A000", "COPY FROM not supported with row-level security"),
        """
        COPY app.shipments (id, tenant_id, reference, status, country_code, weight_kg, contact_email) FROM STDIN
        """),
      .attack(
        "a query copied out", .alderViewer, .gives("Alder"), .copy("COPY (SELECT name FROM app.tenants) TO STDOUT")),
      // The server has twelve, of which the viewer may read three.
      .known(
        "a plan counts the rows that it hides", .alderViewer, .shows("Rows Removed by Filter: 12"),
        "SET enable_indexscan = off", "SET enable_bitmapscan = off",
        """
        EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off) SELECT id FROM app.shipments WHERE reference = 'birch-1'
        """),
      .attack(
        "a clerk locks a table against everybody", .alderClerk, .denied("table shipments"), "BEGIN",
        "LOCK TABLE app.shipments IN ACCESS EXCLUSIVE MODE", "ROLLBACK"
      ).inSession(.works),
      .known(
        "whoever may delete may lock a table against all tenants", .alderManager, .works, "BEGIN",
        "LOCK TABLE app.shipments IN ACCESS EXCLUSIVE MODE", "ROLLBACK"),
    ])
}
