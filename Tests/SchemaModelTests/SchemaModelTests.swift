import CanonicalJSON
import SchemaModel
import Testing

@Suite struct SchemaModelTests {
  static let snapshot: SchemaSnapshot = {
    var child = Table(
      QualifiedName("app", "events"),
      columns: [
        Column("id", "uuid", notNull: true, defaultExpression: "gen_random_uuid()"),
        Column("shipment_id", "uuid", notNull: true), Column("n", "bigint", identityAlways: true),
        Column("twice", "bigint", generated: true, generationExpression: "(n * 2)"),
        Column("word", "text", nondeterministic: true),
      ])
    child.owner = "freight_owner"
    child.rowSecurity = true
    child.primaryKey = Key("events_pkey", ["id"])
    child.foreignKeys = [
      ForeignKey(
        "events_fk", ["shipment_id"], QualifiedName("app", "shipments"), ["id"], onDelete: .setNull,
        onDeleteColumns: ["shipment_id"], deferrable: true)
    ]
    child.policies = [Definition("floor", "RESTRICTIVE …")]
    child.grants = ["viewer=SELECT"]
    return SchemaSnapshot(
      engine: Engine(.postgresql, 18, 6),
      tables: [child, Table(QualifiedName("app", "a"), columns: [Column("status", "app.status")])],
      objects: [SchemaObject(kind: "enum", name: "app.status", owner: "o", text: "draft\nclosed", grants: [])],
      roles: [DatabaseRole("viewer", attributes: ["login"], memberOf: ["x"], settings: ["search_path=app"])])
  }()

  @Test func jsonAndBackIsLossless() throws {
    let text = Self.snapshot.json.canonicalText
    #expect(try SchemaSnapshot(json: JSONValue(parsing: text)) == Self.snapshot)
  }

  @Test func orderOfDiscoveryDoesNotMatter() {
    let snapshot = Self.snapshot
    let reversed = SchemaSnapshot(
      engine: snapshot.engine, tables: snapshot.tables.reversed(), objects: snapshot.objects, roles: snapshot.roles)
    #expect(reversed.json.canonicalText == snapshot.json.canonicalText)
  }

  @Test func aNewerFormatIsRefused() throws {
    guard case .object(var members) = Self.snapshot.json else {
      Issue.record("no object")
      return
    }
    members["version"] = .integer(99)
    let error = #expect(throws: JSONDecodingError.self) { try SchemaSnapshot(json: .object(members)) }
    #expect(error?.description.contains("version 99") == true)
  }

  @Test func enumLabelsAreFoundByTypeName() {
    #expect(Self.snapshot.enumLabels(of: "app.status") == ["draft", "closed"])
    #expect(Self.snapshot.enumLabels(of: "text") == nil)
  }

  @Test(arguments: ["postgresql 18.6", "postgresql-15", "cockroachdb 25.4"])
  func enginesReadBack(_ text: String) throws {
    let engine = try #require(Engine(parsing: text))
    #expect(Engine(parsing: engine.description) == engine)
  }

  @Test(arguments: ["oracle 19", "postgresql", "postgresql x", ""])
  func otherEnginesAreNotGuessed(_ text: String) { #expect(Engine(parsing: text) == nil) }
}
