import PolicyModel

extension Probe {
  /// EXPLAIN ANALYZE says how many rows a filter removed.
  static let explainAnalyze = Probe(
    id: "explain-analyze", attack: "learn from EXPLAIN ANALYZE", cwe: 1230, owasp: .objects, gravity: .medium,
    caller: .injected, channel: "explain", judgement: .tells
  ) { scene, row in
    [
      .run(
        """
        EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF)
          SELECT 1 FROM \(scene.source) WHERE \(scene.keyText(of: row))
        """)
    ]
  }
}
