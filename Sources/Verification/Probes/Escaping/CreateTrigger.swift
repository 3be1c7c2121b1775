import PolicyModel

extension Probe {
  /// A trigger runs with the rights of whoever writes.
  static let createTrigger = Probe(
    id: "create-trigger", attack: "put a trigger on the table", cwe: 732, owasp: .functions, gravity: .critical,
    caller: .injected, judgement: .succeeds
  ) { scene, _ in
    [
      .run(
        """
        CREATE TRIGGER intruder BEFORE UPDATE ON \(scene.name)
          FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()
        """)
    ]
  }
}
