/// What a transaction on a shared login says first.
package enum BindStatement: Hashable, Sendable {
  /// Binds a session by its token.
  case session
  /// Says for whom the application acts: principal and tenant.
  case setting
  /// Says for which tenant the application acts, on nobody's behalf.
  case anonymousSetting
  /// Makes the settings that binding a token makes, by hand.
  case forgedSession
  /// Makes the settings of `setting` by hand.
  case forgedSetting
  /// Makes the settings of both `setting` and `anonymousSetting` by hand: principal, tenant, what is said of there being none.
  case forgedAnonymous

  /// The statement; its parameters are the token, or principal and tenant.
  package var sql: String { text { "$\($0 + 1)" } }

  /// The statement with the values in it, as a person runs it.
  package func sql(with values: [String?]) -> String {
    text { index in values.indices.contains(index) ? values[index].map(Quoting.text) ?? "NULL" : "NULL" }
  }

  private func text(_ value: (Int) -> String) -> String {
    switch self {
    case .session: "SELECT bailiwick.bind(\(value(0)))"
    case .setting: "SELECT bailiwick.act_as(\(value(0)), \(value(1)))"
    case .anonymousSetting: "SELECT bailiwick.act_as_anonymous(\(value(0)))"
    case .forgedSession: "SELECT \(Self.set("token", value(0))), \(Self.boundHere)"
    case .forgedSetting:
      "SELECT \(Self.set("principal", value(0))), \(Self.set("tenant", value(1))), \(Self.boundHere)"
    case .forgedAnonymous:
      "SELECT \(Self.set("principal", value(0))), \(Self.set("tenant", value(1))), "
        + "\(Self.set("anonymous", value(2))), \(Self.boundHere)"
    }
  }

  private static func set(_ name: String, _ value: String) -> String {
    "pg_catalog.set_config('bailiwick.\(name)', \(value), true)"
  }

  private static let boundHere = set("bound_at", "extract(epoch FROM pg_catalog.transaction_timestamp())::text")
}
