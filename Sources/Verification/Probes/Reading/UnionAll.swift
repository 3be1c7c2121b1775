import PolicyModel

extension Probe {
  /// A second query behind the first.
  static let unionAll = Probe(
    id: "union-all", attack: "append UNION ALL to a query", cwe: 89, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    let query = "SELECT \(scene.columns) FROM \(scene.source)"
    return [.run("\(query) WHERE \(scene.keyText(of: scene.mine)) UNION ALL \(query)")]
  }
}
