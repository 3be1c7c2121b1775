import PolicyModel

extension Probe {
  /// The attribute that row security never applies to.
  static let bypassAttribute = Probe(
    id: "bypass-attribute", attack: "give oneself BYPASSRLS", cwe: 269, owasp: .functions, gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { _, _ in
    [.run("ALTER ROLE CURRENT_USER BYPASSRLS")]
  }
}
