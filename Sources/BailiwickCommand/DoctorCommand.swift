import ArgumentParser
import CanonicalJSON
import Catalog
import Database
import Diagnostics
import SchemaModel
import Verification

/// `bailiwick doctor`: whether a connection can be filtered at all.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look for what lets a login past row security.",
    discussion: """
      Connect as the application does:
        bailiwick doctor --url "$DATABASE_URL"
      Reads the catalog only. It names reasons for distrust; finding none proves no isolation. Exits with 1 where a \
      finding is an error.
      """)

  @OptionGroup var connection: ConnectionOptions
  @Option(help: "How to print: text or json.")
  var format = OutputFormat.text

  func run() async throws {
    let live = try await connection.connect()
    let login: String
    let snapshot: SchemaSnapshot
    let logs: LogSettings
    do {
      login = try await live.run("SELECT session_user::text").rows.first?.first.flatMap(\.self) ?? ""
      snapshot = try await SchemaSnapshot.read(from: live)
      logs = try await LogSettings.read(from: live)
    } catch { throw Failure(message: "\(error)") }
    let findings = Exposure(of: login, in: snapshot, logs: logs).findings
    switch format {
    case .text: report(findings, login: login, snapshot)
    case .json:
      print(
        JSONValue.object([
          "format": .string("bailiwick-doctor"), "version": .integer(1), "engine": snapshot.engine.json,
          "login": .string(login), "findings": .array(findings.map(\.json)),
          "unbound": .array(snapshot.unboundLogins.map { .string($0) }),
        ]).canonicalText, terminator: "")
    }
    if findings.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
  }

  private func report(_ findings: [Diagnostic], login: String, _ snapshot: SchemaSnapshot) {
    let errors = findings.count { $0.severity == .error }
    let seen = "\(snapshot.engine), login \(login), \(snapshot.tables.count) tables"
    print(
      errors > 0
        ? "NOT FILTERED  \(seen): row security can be passed by in \(errors) way\(errors == 1 ? "" : "s")"
        : "no way past row security was found  (\(seen)); this proves no isolation")
    let unbound = snapshot.unboundLogins
    if !unbound.isEmpty {
      print("row security never applies to these logins of the server: \(unbound.joined(separator: ", "))")
    }
    for finding in findings {
      print("\n\(finding.severity.rawValue) \(finding.id)  \(finding.summary)")
      for note in finding.notes { print("   because \(note)") }
      if let fix = finding.fix { print("   → \(fix)") }
    }
  }
}
