import PolicyModel

extension Probe {
  /// A query that is computed on its own before the condition is looked at.
  static let commonTableExpression = Probe(
    id: "common-table-expression", attack: "read through a materialised WITH", cwe: 639, owasp: .objects,
    gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [.run("WITH t AS MATERIALIZED (SELECT \(scene.columns) FROM \(scene.source)) SELECT * FROM t")]
  }
}
