import PolicyModel

extension Probe {
  /// Large objects know no tenants.
  static let largeObject = Probe(
    id: "large-object", attack: "read a large object of somebody else", cwe: 732, owasp: .objects, gravity: .critical,
    caller: .injected, weak: .superuser,
    before: { scene in
      ["SELECT lo_from_bytea(424242, convert_to(\(ProbeScene.literal(scene.marked)), 'UTF8'))"]
    },
    judgement: .reveals
  ) { _, _ in
    [.run("SELECT convert_from(lo_get(424242), 'UTF8')")]
  }
}
