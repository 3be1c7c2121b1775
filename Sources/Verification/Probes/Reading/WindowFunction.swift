import PolicyModel

extension Probe {
  /// The row before this one, whosever it is.
  static let windowFunction = Probe(
    id: "window-function", attack: "read neighbours by a window function", cwe: 639, owasp: .objects,
    gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [
      .run(
        """
        SELECT lag(t::text) OVER (ORDER BY t::text), lead(t::text) OVER (ORDER BY t::text)
        FROM (SELECT \(scene.columns) FROM \(scene.source)) AS t
        """)
    ]
  }
}
