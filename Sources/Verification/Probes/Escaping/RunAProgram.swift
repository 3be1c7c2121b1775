import PolicyModel

extension Probe {
  /// COPY TO PROGRAM is a shell.
  static let runAProgram = Probe(
    id: "run-a-program", attack: "run a program on the server", cwe: 78, owasp: .functions, gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { _, _ in
    [.run("COPY (SELECT 1) TO PROGRAM 'cat >/dev/null'")]
  }
}
