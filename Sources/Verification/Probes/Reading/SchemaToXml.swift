import PolicyModel
import SchemaModel

extension Probe {
  /// A function of the server that reads all that it may.
  static let schemaToXml = Probe(
    id: "schema-to-xml", attack: "read by schema_to_xml", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [.run("SELECT schema_to_xml($1::name, true, false, '')::text", [scene.table.name.schema])]
  }
}
