import PolicyModel

extension Probe {
  /// A DELETE that finds its rows by a join.
  static let deleteUsing = Probe(
    id: "delete-using", attack: "delete rows found by a join", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .honest, weakness: { [$0.unreferenced] }, judgement: .alters
  ) { scene, _ in
    let join = scene.key.map { "t.\(ProbeScene.name($0)) = s.\(ProbeScene.name($0))" }.joined(separator: " AND ")
    return [.run("DELETE FROM \(scene.name) AS t USING \(scene.source) AS s WHERE \(join)")]
  }
}
