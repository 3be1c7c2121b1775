import PolicyModel

extension Probe {
  /// Whoever may stop the statements of others decides when they work.
  static let cancelOthers = Probe(
    id: "cancel-others", attack: "cancel the statements of others", cwe: 285, owasp: .resources, gravity: .medium,
    caller: .injected, weak: .superuser, judgement: .succeeds
  ) { _, _ in
    [
      .run(
        """
        SELECT pg_cancel_backend(pid) FROM pg_catalog.pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
        """)
    ]
  }
}
