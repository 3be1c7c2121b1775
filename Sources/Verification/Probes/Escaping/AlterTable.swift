import PolicyModel

extension Probe {
  /// A new column with a default runs what it is told.
  static let alterTable = Probe(
    id: "alter-table", attack: "add a column to the table", cwe: 732, owasp: .functions, gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { scene, _ in
    [.run("ALTER TABLE \(scene.name) ADD COLUMN intruder text DEFAULT 'x'")]
  }
}
