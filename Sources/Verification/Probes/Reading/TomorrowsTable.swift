import PolicyModel
import SchemaModel

extension Probe {
  /// A table that the owner makes after the policy was written.
  static let tomorrowsTable = Probe(
    id: "tomorrows-table", attack: "read a table that was made after the policy", cwe: 276, owasp: .configuration,
    gravity: .critical,
    caller: .honest,
    weakness: { scene in
      ["ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC"]
    },
    before: { scene in
      ["CREATE TABLE \(ProbeScene.name(scene.table.name.schema)).tomorrow AS TABLE \(scene.name)"]
    },
    judgement: .reveals
  ) { scene, _ in
    [.run("SELECT t::text FROM \(ProbeScene.name(scene.table.name.schema)).tomorrow AS t")]
  }
}
