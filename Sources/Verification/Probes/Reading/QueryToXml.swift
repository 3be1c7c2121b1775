import PolicyModel

extension Probe {
  /// A function of the server that runs a text.
  static let queryToXml = Probe(
    id: "query-to-xml", attack: "read by query_to_xml", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [.run("SELECT query_to_xml($1, true, false, '')::text", ["SELECT \(scene.columns) FROM \(scene.source)"])]
  }
}
