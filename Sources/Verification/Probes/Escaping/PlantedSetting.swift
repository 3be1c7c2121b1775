import PolicyModel

extension Probe {
  /// A setting that anybody can make.
  static let plantedSetting = Probe(
    id: "planted-setting", attack: "name another tenant in a setting", cwe: 290, owasp: .objects, gravity: .critical,
    caller: .injected,
    weakness: { scene in
      [
        "ALTER TABLE \(scene.name) ENABLE ROW LEVEL SECURITY",
        """
        CREATE POLICY naive ON \(scene.name)
          USING (\(ProbeScene.name(scene.tenant))::text = current_setting('app.tenant_id', true))
        """,
      ]
    },
    judgement: .reveals
  ) { scene, _ in
    let names = ["app.tenant", "app.tenant_id", "app.current_tenant", "bailiwick.tenant", "bailiwick.tenant_id"]
    return names.map { .run("SELECT set_config($1, $2, true)", [$0, scene.tenants.b]) }
      + [.run("SELECT \(scene.columns) FROM \(scene.source)")]
  }
}
