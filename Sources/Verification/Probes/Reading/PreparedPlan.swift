import PolicyModel

extension Probe {
  /// A plan that is made once, and used after the planner has given up on values.
  static let preparedPlan = Probe(
    id: "prepared-plan", attack: "execute a prepared statement until its plan is generic", cwe: 639, owasp: .objects,
    gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [.run("PREPARE p AS SELECT \(scene.columns) FROM \(scene.source)")] + (1...7).map { _ in .run("EXECUTE p") }
  }
}
