import PolicyModel

extension Probe {
  /// The attribute that nothing applies to.
  static let superuserAttribute = Probe(
    id: "superuser-attribute", attack: "make oneself a superuser", cwe: 269, owasp: .functions, gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { _, _ in
    [.run("ALTER ROLE CURRENT_USER SUPERUSER")]
  }
}
