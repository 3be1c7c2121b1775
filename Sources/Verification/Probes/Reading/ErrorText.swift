import PolicyModel

extension Probe {
  /// The text of an error tells what could not be converted.
  static let errorText = Probe(
    id: "error-text", attack: "read values from the text of a conversion error", cwe: 209, owasp: .objects,
    gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [
      .run(
        """
        SELECT 1 FROM \(scene.source) AS t WHERE CASE WHEN NOT (\(scene.keyText(of: scene.mine)))
          AND t.\(ProbeScene.name(scene.tenant))::text <> $1 THEN t::text::int = 0 ELSE false END
        """, [scene.tenants.a])
    ]
  }
}
