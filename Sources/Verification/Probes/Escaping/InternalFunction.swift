import PolicyModel

extension Probe {
  /// A function in a language that asks nobody.
  static let internalFunction = Probe(
    id: "internal-function", attack: "make a function in an untrusted language", cwe: 94, owasp: .functions,
    gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { _, _ in
    [.run("CREATE FUNCTION pg_temp.intruder() RETURNS int LANGUAGE internal AS 'pg_backend_pid'")]
  }
}
