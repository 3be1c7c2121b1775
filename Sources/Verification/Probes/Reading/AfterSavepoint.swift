import PolicyModel

extension Probe {
  /// What is bound has to outlive a rollback to a savepoint, and nothing else may come of it.
  static let afterSavepoint = Probe(
    id: "after-savepoint", attack: "read after an error and ROLLBACK TO SAVEPOINT", cwe: 639, owasp: .objects,
    gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [.savepoint, .run("SELECT 1 / 0"), .back, .run("SELECT \(scene.columns) FROM \(scene.source)")]
  }
}
