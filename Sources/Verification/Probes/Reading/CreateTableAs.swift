import PolicyModel

extension Probe {
  /// A copy of one's own.
  static let createTableAs = Probe(
    id: "create-table-as", attack: "copy the rows by CREATE TABLE AS", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    [
      .run("CREATE TEMPORARY TABLE mine AS SELECT \(scene.columns) FROM \(scene.source)"),
      .run("SELECT * FROM mine"),
    ]
  }
}
