import PolicyModel

extension Probe {
  /// An operator of the caller's own is no safer than its function.
  static let leakyOperator = Probe(
    id: "leaky-operator", attack: "look at values by an operator in WHERE", cwe: 203, owasp: .objects,
    gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [
      .run(
        """
        CREATE FUNCTION pg_temp.peek(text, text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001
          AS 'BEGIN RAISE NOTICE ''%'', $1; RETURN false; END'
        """),
      .run("CREATE OPERATOR pg_temp.<<<<< (LEFTARG = text, RIGHTARG = text, FUNCTION = pg_temp.peek)"),
      .run("SELECT 1 FROM \(scene.source) AS t WHERE t::text OPERATOR(pg_temp.<<<<<) ''"),
    ]
  }
}
