import PolicyModel

extension Probe {
  /// Large objects know no tenants, and were once written without asking.
  static let largeObjectWrite = Probe(
    id: "large-object-write", attack: "write a large object of somebody else", cwe: 732, owasp: .objects,
    gravity: .critical,
    caller: .injected, weak: .superuser,
    before: { _ in
      ["SELECT lo_from_bytea(424243, '\\x00')"]
    },
    judgement: .succeeds
  ) { _, _ in
    [.run("SELECT lo_put(424243, 0, '\\x01')")]
  }
}
