import PolicyModel
import SQLSyntax

extension Probe {
  /// The settings of a bind, made by hand: where they alone say who asks, whoever can run SQL is anybody.
  static let forgedBinding = Probe(
    id: "forged-binding", attack: "make the settings of a bind by hand", cwe: 290, owasp: .authentication,
    gravity: .critical, caller: .injected, forges: .setting,
    weakness: { scene in
      [
        "ALTER TABLE \(scene.name) ENABLE ROW LEVEL SECURITY",
        """
        CREATE POLICY naive ON \(scene.name)
          USING (\(ProbeScene.name(scene.tenant))::text = current_setting('bailiwick.tenant', true))
        """,
      ]
    },
    judgement: .reveals
  ) { scene, _ in
    [
      .run(BindStatement.forgedSetting.sql, [scene.accomplice, scene.tenants.b]),
      .run("SELECT \(scene.columns) FROM \(scene.source)"),
    ]
  }
}
