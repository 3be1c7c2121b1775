import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A column that is named like a secret can be read.
  static let readableSecret = Check(
    "AZ320", .warning, "a column that is named like a secret can be read",
    reason: """
      Password hashes, tokens and keys are worth more than the row around them: whoever reads one acts as its owner. \
      They are compared by one role and read by nobody else.
      """,
    bad: """
      Table("app.users") { Allow(.select, to: "member") }        // users has password_hash
      """,
    good: """
      Table("app.users") {
        Allow(.select, to: "member")
        Hide("password_hash", except: "auth")
      }
      """
  ) { subject in
    subject.resolved.tables.flatMap { table in
      table.table.columns.filter { $0.isSecret && !$0.isCounted }.compactMap { column -> Finding? in
        guard !table.gates.contains(where: { $0.column == column.name }) else { return nil }
        let readers = table.rules(for: .select).filter { $0.columns.contains(column.name) }
        guard let first = readers.first else { return nil }
        return Finding(
          table.name, "\(names(Set(readers.map(\.role)).sorted())) may read \(table.name).\(column.name)",
          at: first.location, fix: "Hide(\"\(column.name)\", except: …)")
      }
    }
  }
}

extension Column {
  /// Whether the name is one that secrets have.
  fileprivate var isSecret: Bool {
    let name = name.lowercased()
    let whole = ["token", "secret", "password", "passwd", "ssn", "api_key", "apikey", "private_key", "otp", "pin_hash"]
    let ends = [
      "_token", "_secret", "_password", "_api_key", "_private_key", "_ssn", "password_hash", "_password_digest",
    ]
    return whole.contains(name) || name.hasPrefix("password_hash") || name.hasPrefix("encrypted_password")
      || ends.contains(where: name.hasSuffix)
  }

  /// `max_token` as a number or a date is about secrets, but is none.
  fileprivate var isCounted: Bool {
    !["text", "character", "bytea", "uuid", "json"].contains(where: type.hasPrefix)
  }
}
