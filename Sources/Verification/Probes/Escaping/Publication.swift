import PolicyModel

extension Probe {
  /// A publication tells every change.
  static let publication = Probe(
    id: "publication", attack: "publish the table", cwe: 732, owasp: .functions, gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { scene, _ in
    [.run("CREATE PUBLICATION intruder FOR TABLE \(scene.name)")]
  }
}
