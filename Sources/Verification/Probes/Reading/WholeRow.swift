import PolicyModel

extension Probe {
  /// A row as one value names no column.
  static let wholeRow = Probe(
    id: "whole-row", attack: "read rows as JSON", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [.run("SELECT to_jsonb(t)::text FROM \(scene.source) AS t")]
  }
}
