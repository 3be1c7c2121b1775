import PolicyModel

extension Probe {
  /// The owner of the tables has no policies to fear.
  static let grantOwner = Probe(
    id: "grant-owner", attack: "grant oneself the owner", cwe: 269, owasp: .functions, gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { _, _ in
    [.run("GRANT bailiwick_owner TO CURRENT_USER")]
  }
}
