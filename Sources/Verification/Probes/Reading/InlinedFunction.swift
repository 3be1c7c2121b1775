import PolicyModel

extension Probe {
  /// A function whose query becomes part of the caller's, and whose plan is kept.
  static let inlinedFunction = Probe(
    id: "inlined-function", attack: "read by a function that the planner inlines", cwe: 270, owasp: .objects,
    gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [
      .run(
        """
        CREATE FUNCTION pg_temp.peek() RETURNS SETOF text STABLE LANGUAGE sql
          AS $f$ SELECT concat_ws(' ', \(scene.columns)) FROM \(scene.source) $f$
        """),
      .run("PREPARE p AS SELECT * FROM pg_temp.peek()"), .run("EXECUTE p"), .run("EXECUTE p"),
    ]
  }
}
