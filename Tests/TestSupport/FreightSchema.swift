package import SchemaModel

/// The schema that `ExamplePolicies.Freight` is written for.
package enum FreightSchema {
  /// PostgreSQL 18, the tables of `app`.
  package static let snapshot = SchemaSnapshot(
    engine: Engine(.postgresql, 18, 0), tables: [tenants, countries, shipments, events, photos, notes])

  private static func table(_ name: String, key: String = "id", _ columns: [Column], _ keys: [ForeignKey] = []) -> Table
  {
    var table = Table(QualifiedName("app", name), columns: columns)
    table.primaryKey = Key("\(name)_pkey", [key])
    table.foreignKeys = keys
    return table
  }

  private static func key(_ name: String, _ column: String, _ parent: String, _ target: String = "id") -> ForeignKey {
    ForeignKey(name, [column], QualifiedName("app", parent), [target])
  }

  private static let id = Column("id", "uuid", notNull: true, defaultExpression: "gen_random_uuid()")

  private static let tenants = table(
    "tenants",
    [
      id, Column("name", "text", notNull: true),
      Column("plan", "text", notNull: true, defaultExpression: "'basic'::text"),
    ]
  )

  private static let countries = table(
    "countries", key: "code", [Column("code", "text", notNull: true), Column("name", "text", notNull: true)])

  private static let shipments: Table = {
    var shipments = table(
      "shipments",
      [
        id, Column("tenant_id", "uuid", notNull: true), Column("reference", "text", notNull: true),
        Column("status", "text", notNull: true, defaultExpression: "'draft'::text"),
        Column("country_code", "text", notNull: true), Column("weight_kg", "numeric(10,2)", notNull: true),
        Column("margin", "numeric(12,2)"), Column("contact_email", "text", notNull: true),
        Column("created_at", "timestamp with time zone", notNull: true, defaultExpression: "now()"),
      ],
      [
        key("shipments_country_fk", "country_code", "countries", "code"),
        key("shipments_tenant_fk", "tenant_id", "tenants"),
      ])
    shipments.uniques = [Key("shipments_reference_key", ["tenant_id", "reference"])]
    return shipments
  }()

  private static let events = table(
    "shipment_events",
    [
      id, Column("shipment_id", "uuid", notNull: true), Column("kind", "text", notNull: true),
      Column("seq", "bigint", notNull: true, defaultExpression: "0"),
    ],
    [key("shipment_events_shipment_fk", "shipment_id", "shipments")])

  private static let photos = table(
    "event_photos",
    [id, Column("event_id", "uuid", notNull: true), Column("path", "text", notNull: true)],
    [key("event_photos_event_fk", "event_id", "shipment_events")])

  private static let notes = table(
    "notes",
    [
      id, Column("tenant_id", "uuid", notNull: true), Column("author_id", "uuid", notNull: true),
      Column("body", "text", notNull: true),
    ],
    [key("notes_tenant_fk", "tenant_id", "tenants")])
}
