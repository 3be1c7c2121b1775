package import Database
import Diagnostics
import SchemaModel

/// Settings of a server that decide what its log keeps of statements, as the login that connects has them.
package struct LogSettings: Sendable {
  let values: [String: String]

  /// Creates settings; what is missing is as the server has it by default.
  package init(_ values: [String: String] = [:]) { self.values = values }

  /// Reads them. Settings of modules are there where the module is loaded.
  package static func read(from connection: Connection) async throws(DatabaseError) -> LogSettings {
    let rows = try await connection.run(
      "SELECT name, setting FROM pg_catalog.pg_settings WHERE name ~ '^(log_|debug_print_|auto_explain\\.|pgaudit\\.)'"
    ).rows
    return LogSettings(
      Dictionary(rows.map { ($0[0] ?? "", $0[1] ?? "") }) { first, _ in first })
  }

  fileprivate func number(_ name: String, or standard: Double) -> Double {
    values[name].flatMap(Double.init) ?? standard
  }
  fileprivate func isOn(_ name: String) -> Bool { values[name] == "on" }
}

extension Exposure {
  /// Where tokens stay behind when a transaction binds, and who needs none.
  var trails: [Diagnostic] {
    if mayCall("act_as") {
      return [
        finding(
          "AZ514", .warning, "\(login) acts for whom it names: bailiwick.act_as() asks for no proof",
          "whoever can run SQL as this login is any principal of any tenant",
          fix: "Bind(.session(…)) in the policy, when the application can open sessions")
      ]
    }
    guard mayCall("bind") else { return [] }
    return keepers.map { setting, note, fix in
      finding("AZ517", .error, "the server's log keeps the tokens that \(login) binds: \(setting)", note, fix: fix)
    }
  }

  private func mayCall(_ routine: String) -> Bool {
    snapshot.objects.contains {
      $0.kind == "function" && $0.name.hasPrefix("bailiwick.\(routine)(") && holds($0.grants).contains("EXECUTE")
    }
  }

  /// Each setting that writes a bound parameter down, with what mends it (PostgreSQL's documentation, "Error Reporting and
  /// Logging" and "auto_explain"; pgaudit's README). By default none does: parameters are written in full with a statement
  /// that is logged, but none is.
  private var keepers: [(setting: String, note: String, fix: String)] {
    let reader = "whoever reads the log has every session in it until it ends"
    var found: [(String, String, String)] = []
    if logs.number("log_parameter_max_length", or: -1) != 0, let statements = loggedStatements {
      found.append(
        (
          "\(statements) with log_parameter_max_length = \(Int(logs.number("log_parameter_max_length", or: -1)))",
          reader,
          "ALTER SYSTEM SET log_parameter_max_length = 0; SELECT pg_reload_conf()"
        ))
    }
    if logs.number("log_parameter_max_length_on_error", or: 0) != 0 {
      found.append(
        (
          "log_parameter_max_length_on_error = \(Int(logs.number("log_parameter_max_length_on_error", or: 0)))",
          "a statement that fails is logged with its parameters, a bind that is refused among them; \(reader)",
          "ALTER SYSTEM SET log_parameter_max_length_on_error = 0; SELECT pg_reload_conf()"
        ))
    }
    // Before version 16 auto_explain knows no parameters.
    if logs.number("auto_explain.log_min_duration", or: -1) >= 0,
      logs.values["auto_explain.log_parameter_max_length"] != nil,
      logs.number("auto_explain.log_parameter_max_length", or: -1) != 0
    {
      found.append(
        (
          "auto_explain.log_min_duration = \(Int(logs.number("auto_explain.log_min_duration", or: -1)))", reader,
          "ALTER SYSTEM SET auto_explain.log_parameter_max_length = 0; SELECT pg_reload_conf()"
        ))
    }
    if logs.isOn("pgaudit.log_parameter") {
      found.append(
        ("pgaudit.log_parameter = on", reader, "ALTER SYSTEM SET pgaudit.log_parameter = off; SELECT pg_reload_conf()"))
    }
    for name in ["debug_print_plan", "debug_print_rewritten"] where logs.isOn(name) {
      found.append(
        (
          "\(name) = on", "a plan holds its parameters as constants; \(reader)",
          "ALTER SYSTEM SET \(name) = off; SELECT pg_reload_conf()"
        ))
    }
    return found
  }

  /// The setting by which a SELECT is logged; nil where none is.
  private var loggedStatements: String? {
    if logs.values["log_statement"] == "all" { return "log_statement = all" }
    if logs.number("log_min_duration_statement", or: -1) >= 0 {
      return "log_min_duration_statement = \(Int(logs.number("log_min_duration_statement", or: -1)))"
    }
    if logs.number("log_min_duration_sample", or: -1) >= 0, logs.number("log_statement_sample_rate", or: 1) > 0 {
      return "log_min_duration_sample = \(Int(logs.number("log_min_duration_sample", or: -1)))"
    }
    if logs.number("log_transaction_sample_rate", or: 0) > 0 { return "log_transaction_sample_rate" }
    return nil
  }
}
