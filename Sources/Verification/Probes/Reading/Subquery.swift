import PolicyModel

extension Probe {
  /// A query inside the list of another.
  static let subquery = Probe(
    id: "subquery", attack: "read through a subquery", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .honest, judgement: .reveals
  ) { scene, _ in
    [.run("SELECT (SELECT string_agg(concat_ws(' ', \(scene.columns)), ', ') FROM \(scene.source))")]
  }
}
