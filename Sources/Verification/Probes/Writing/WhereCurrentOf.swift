import PolicyModel

extension Probe {
  /// The row that a cursor stands on is found by its place, not by a condition.
  static let whereCurrentOf = Probe(
    id: "where-current-of", attack: "update the row that a cursor stands on", cwe: 639, owasp: .objects,
    gravity: .critical,
    caller: .injected, judgement: .alters
  ) { scene, row in
    [
      .run("DECLARE here CURSOR FOR SELECT 1 FROM \(scene.name) WHERE \(scene.keyText(of: row))"),
      .run("FETCH NEXT FROM here"),
      .run(
        "UPDATE \(scene.name) SET \(ProbeScene.name(scene.changeable)) = $1 WHERE CURRENT OF here", [scene.changed]),
    ]
  }
}
