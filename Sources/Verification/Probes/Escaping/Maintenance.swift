import PolicyModel

extension Probe {
  /// Maintenance runs functions of indexes, and locks.
  static let maintenance = Probe(
    id: "maintenance", attack: "rebuild the indexes of the table", cwe: 732, owasp: .resources, gravity: .medium,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { scene, _ in
    [.run("REINDEX TABLE \(scene.name)")]
  }
}
