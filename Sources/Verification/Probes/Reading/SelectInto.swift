import PolicyModel

extension Probe {
  /// The other spelling of CREATE TABLE AS, which injections have.
  static let selectInto = Probe(
    id: "select-into", attack: "copy the rows by SELECT INTO", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [.run("SELECT \(scene.columns) INTO TEMPORARY mine FROM \(scene.source)"), .run("SELECT * FROM mine")]
  }
}
