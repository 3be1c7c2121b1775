import PolicyModel

extension Probe {
  /// Replication carries every row away.
  static let replicationSlot = Probe(
    id: "replication-slot", attack: "make a replication slot", cwe: 732, owasp: .functions, gravity: .critical,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { _, _ in
    [
      .run("SELECT pg_create_physical_replication_slot('bailiwick_probe')"),
      .run("SELECT pg_drop_replication_slot('bailiwick_probe')"),
    ]
  }
}
