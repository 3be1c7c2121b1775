import PolicyModel

extension Probe {
  /// A plan that never looks at values.
  static let genericPlan = Probe(
    id: "generic-plan", attack: "force a generic plan", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [
      .run("SET LOCAL plan_cache_mode = force_generic_plan"),
      .run("PREPARE p (text) AS SELECT \(scene.columns) FROM \(scene.source) AS t WHERE t::text <> $1"),
      .run("EXECUTE p ('')"), .run("EXECUTE p ('')"),
    ]
  }
}
