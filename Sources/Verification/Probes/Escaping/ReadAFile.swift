import PolicyModel

extension Probe {
  /// The files of the server hold every row.
  static let readAFile = Probe(
    id: "read-a-file", attack: "read a file of the server", cwe: 732, owasp: .functions, gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { _, _ in
    [.run("SELECT pg_read_file('PG_VERSION')")]
  }
}
