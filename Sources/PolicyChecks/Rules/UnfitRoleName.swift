import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// The database would cut or fold a role's name.
  static let unfitRoleName = Check(
    "AZ343", .error, "the database would cut or fold a role's name",
    reason: """
      Database roles are named <policy>_<role>. PostgreSQL cuts names at 63 bytes, without an error, so two roles \
      become one; CockroachDB folds capitals and refuses most other characters.
      """,
    bad: """
      Policy("freight") { Role("Night-Shift") }
      """,
    good: """
      Policy("freight") { Role("night_shift") }
      """
  ) { subject in
    subject.resolved.roles.compactMap { role -> Finding? in
      let name = "\(subject.resolved.name)_\(role.name)"
      let folded = subject.resolved.engine.product == .cockroachdb && !name.utf8.allSatisfy(isKept)
      guard folded || name.utf8.count > 63 else { return nil }
      return Finding(
        nil, "the database does not keep \"\(name)\" as it is written", at: role.location,
        notes: [folded ? "it folds or refuses some of its characters" : "it has \(name.utf8.count) bytes"],
        fix: "use a to z, 0 to 9, _ and dots, at most 63 bytes with the policy's name")
    }
  }
}

/// What CockroachDB's role names may hold, in the case that it keeps.
private func isKept(_ byte: UInt8) -> Bool {
  (97...122).contains(byte) || (48...57).contains(byte) || byte == 95 || byte == 46
}
