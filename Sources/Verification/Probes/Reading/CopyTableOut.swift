import PolicyModel

extension Probe {
  /// COPY has a code path of its own.
  static let copyTableOut = Probe(
    id: "copy-table-out", attack: "COPY the table TO STDOUT", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [.copyOut("COPY \(scene.name) (\(scene.columns)) TO STDOUT")]
  }
}
