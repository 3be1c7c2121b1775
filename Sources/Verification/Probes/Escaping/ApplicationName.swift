import PolicyModel

extension Probe {
  /// What a client says of itself.
  static let applicationName = Probe(
    id: "application-name", attack: "name another tenant as application_name", cwe: 290, owasp: .objects,
    gravity: .critical,
    caller: .injected,
    weakness: { scene in
      [
        "ALTER TABLE \(scene.name) ENABLE ROW LEVEL SECURITY",
        """
        CREATE POLICY naive ON \(scene.name)
          USING (\(ProbeScene.name(scene.tenant))::text = current_setting('application_name'))
        """,
      ]
    },
    judgement: .reveals
  ) { scene, _ in
    [
      .run("SELECT set_config('application_name', $1, true)", [scene.tenants.b]),
      .run("SELECT \(scene.columns) FROM \(scene.source)"),
    ]
  }
}
