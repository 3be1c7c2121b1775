import PolicyModel

extension Probe {
  /// An error that only a certain row brings about.
  static let divisionByZero = Probe(
    id: "division-by-zero", attack: "divide by zero where a row exists", cwe: 203, owasp: .objects, gravity: .medium,
    caller: .injected, judgement: .tells
  ) { scene, row in
    [.run("SELECT 1 / CASE WHEN \(scene.keyText(of: row)) THEN 0 ELSE 1 END FROM \(scene.source)")]
  }
}
