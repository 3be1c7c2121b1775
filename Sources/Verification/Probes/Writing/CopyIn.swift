import PolicyModel

extension Probe {
  /// COPY has a code path of its own.
  static let copyIn = Probe(
    id: "copy-in", attack: "COPY a row for another tenant FROM STDIN", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .alters
  ) { scene, _ in
    let columns = scene.new.keys.sorted()
    let values = columns.map { (scene.new[$0] ?? nil) ?? "\\N" }.joined(separator: "\t")
    return [.copyIn("COPY \(scene.name) (\(ProbeScene.list(columns))) FROM STDIN", values + "\n")]
  }
}
