import PolicyModel

extension Probe {
  /// A function of the server that reads a table.
  static let tableToXml = Probe(
    id: "table-to-xml", attack: "read by table_to_xml", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [.run("SELECT table_to_xml($1::regclass, true, false, '')::text", [scene.source])]
  }
}
