import PolicyModel

extension Probe {
  /// One more permissive policy widens all others.
  static let createPolicy = Probe(
    id: "create-policy", attack: "add a policy that is always true", cwe: 863, owasp: .functions, gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { scene, _ in
    [.run("CREATE POLICY everybody ON \(scene.name) USING (true)")]
  }
}
