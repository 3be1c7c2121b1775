import PolicyModel

extension Probe {
  /// A function that is so cheap that the planner asks it before the policy.
  static let leakyFunction = Probe(
    id: "leaky-function", attack: "look at values by a function in WHERE", cwe: 203, owasp: .objects,
    gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [
      .run(
        """
        CREATE FUNCTION pg_temp.peek(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001
          AS 'BEGIN RAISE NOTICE ''%'', $1; RETURN false; END'
        """),
      .run("SELECT 1 FROM \(scene.source) AS t WHERE pg_temp.peek(t::text)"),
    ]
  }
}
