import PolicyModel

extension Probe {
  /// Objects where everybody looks for names.
  static let createInPublic = Probe(
    id: "create-in-public", attack: "make a function in the schema public", cwe: 426, owasp: .functions,
    gravity: .critical,
    caller: .injected, judgement: .succeeds
  ) { _, _ in
    [.run("CREATE FUNCTION public.lower(uuid) RETURNS text LANGUAGE sql AS 'SELECT $1::text'")]
  }
}
