import Testing

extension Theme {
  /// What a login tries to make or change in the catalog, and what others make beside the policy.
  static let objects = Theme(
    "objects made and changed",
    [
      .attack(
        "a floor dropped", .alderManager, .refused("42501", "must be owner of"),
        "DROP POLICY floor ON app.shipment_events"),
      .attack(
        "row security no longer forced", .alderManager, .refused("42501", "must be owner of"),
        "ALTER TABLE app.shipments NO FORCE ROW LEVEL SECURITY"),
      .attack("a table", .alderManager, .denied("schema app"), "CREATE TABLE app.x (a int)"),
      .attack("a table in public", .alderManager, .denied("schema public"), "CREATE TABLE public.x (a int)"),
      .attack(
        "a temporary table", .alderManager, .refused("42501", "permission denied to create temporary tables"),
        "CREATE TEMPORARY TABLE x (a int)"),
      .attack("a schema", .alderManager, .denied("database work"), "CREATE SCHEMA x"),
      .attack(
        "a cheap function that would see rows first", .alderManager, .denied("schema app_view"),
        "CREATE FUNCTION app_view.peek(text) RETURNS bool LANGUAGE sql COST 0.0001 AS 'SELECT true'"),
      .attack(
        "a trigger", .alderManager, .denied("table notes"),
        """
        CREATE TRIGGER x BEFORE INSERT ON app.notes FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()
        """),
      .attack(
        "a large object from a file", .alderManager, .denied("function lo_import"), "SELECT lo_import('PG_VERSION')"),

      .attack(
        "a table that no policy knows", .alderManager, .denied("table later"), "SELECT * FROM app.later",
        before: [
          "CREATE TABLE app.later (id int)",
          "CREATE FUNCTION app_view.later() RETURNS int LANGUAGE sql AS 'SELECT 1'",
          "CREATE TABLE app.part () INHERITS (app.shipment_events)",
        ]),
      .attack("a function made later", .alderManager, .denied("function later"), "SELECT app_view.later()"),
      .attack(
        "a part of a table, read by its own name", .alderManager, .denied("table part"), "SELECT * FROM app.part",
        after: ["DROP TABLE app.part, app.later", "DROP FUNCTION app_view.later()"]),
      .known(
        "other databases of the server stay open", .alderManager, .gives("1"), "SELECT 1", in: "template1"
      ).only(.login),
      .known("other databases stay open to a pool", .pool, .gives("1"), "SELECT 1", in: "template1").only(.session),
      .attack(
        "the right to temporary objects", .alderManager, .gives("f"),
        "SELECT has_database_privilege(current_database(), 'TEMPORARY')"),
    ])
}
