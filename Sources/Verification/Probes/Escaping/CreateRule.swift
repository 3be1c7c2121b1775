import PolicyModel

extension Probe {
  /// A rule rewrites what others say.
  static let createRule = Probe(
    id: "create-rule", attack: "put a rule on the table", cwe: 732, owasp: .functions, gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { scene, _ in
    [.run("CREATE RULE intruder AS ON UPDATE TO \(scene.name) DO INSTEAD NOTHING")]
  }
}
