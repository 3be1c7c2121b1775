import PolicyModel

extension Probe {
  /// Their names are a beginning.
  static let listFiles = Probe(
    id: "list-files", attack: "list the files of the server", cwe: 732, owasp: .functions, gravity: .high,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { _, _ in
    [.run("SELECT count(*) FROM pg_ls_dir('base')")]
  }
}
