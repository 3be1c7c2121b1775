import PolicyModel
import SchemaModel

extension Probe {
  /// An operator that the planner tries on the values that ANALYZE kept, before any row is read.
  static let estimatingOperator = Probe(
    id: "estimating-operator", attack: "look at values by an operator that the planner estimates", cwe: 1230,
    owasp: .objects, gravity: .critical,
    caller: .injected,
    before: { scene in
      ["ANALYZE \(scene.name)"]
    },
    judgement: .reveals
  ) { scene, _ in
    guard let type = scene.table.table.column(scene.mark)?.type else { return nil }
    let known = ProbeScene.literal((scene.mine[scene.mark] ?? nil) ?? scene.marked)
    return [
      .run(
        """
        CREATE FUNCTION pg_temp.peek(\(type), \(type)) RETURNS boolean LANGUAGE plpgsql
          AS 'BEGIN RAISE NOTICE ''%'', $1; RETURN false; END'
        """),
      .run(
        """
        CREATE OPERATOR pg_temp.<<<<< (LEFTARG = \(type), RIGHTARG = \(type), FUNCTION = pg_temp.peek,
          RESTRICT = scalarltsel)
        """),
      .run(
        """
        EXPLAIN SELECT 1 FROM \(scene.source) AS t
          WHERE t.\(ProbeScene.name(scene.mark)) OPERATOR(pg_temp.<<<<<) \(known)::\(type)
        """),
    ]
  }
}
