import PolicyModel

extension Probe {
  /// A request that nobody bound.
  static let unboundTransaction = Probe(
    id: "unbound-transaction", attack: "read in a transaction that was bound to nobody", cwe: 636,
    owasp: .authentication, gravity: .critical,
    caller: .honest, judgement: .reveals
  ) { scene, _ in
    [.unbound, .run("SELECT \(scene.columns) FROM \(scene.source)")]
  }
}
