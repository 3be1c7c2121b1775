import PolicyModel

extension Probe {
  /// COPY of a query.
  static let copyQueryOut = Probe(
    id: "copy-query-out", attack: "COPY a query TO STDOUT", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [.copyOut("COPY (SELECT \(scene.columns) FROM \(scene.source)) TO STDOUT")]
  }
}
