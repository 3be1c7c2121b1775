import Catalog
import Database
import Diagnostics
import Enforcement
import Foundation
import PolicyModel
import Provisioning
import SQLSyntax
import Sandbox
import SchemaModel
import TestSupport
import Testing
import Verification

/// A server that keeps tokens in its log: `doctor` says so exactly where the log then holds the token.
@Suite(.takesTurns) struct TokenTrailTests {
  static let tenant = "00000000-0000-4000-8000-00000000000a"

  struct Case: Sendable, CustomTestStringConvertible {
    /// Settings of the connection that binds; `server` are of the whole server.
    var settings: [String: String]
    var keeps: Bool
    /// On versions from this one alone.
    var since = 15
    var testDescription: String { settings.sorted { $0.key < $1.key }.map { "\($0) = \($1)" }.joined(separator: ", ") }
  }

  static let cases = [
    Case(settings: [:], keeps: false),
    Case(settings: ["log_statement": "all"], keeps: true),
    Case(settings: ["log_statement": "mod"], keeps: false),
    Case(settings: ["log_statement": "all", "log_parameter_max_length": "0"], keeps: false),
    Case(settings: ["log_statement": "all", "log_parameter_max_length": "8"], keeps: true),
    Case(settings: ["log_min_duration_statement": "0"], keeps: true),
    Case(settings: ["log_duration": "on"], keeps: false),
    Case(settings: ["log_min_duration_sample": "0", "log_statement_sample_rate": "1"], keeps: true),
    Case(settings: ["log_min_duration_sample": "0", "log_statement_sample_rate": "0"], keeps: false),
    Case(settings: ["log_transaction_sample_rate": "1"], keeps: true),
    Case(settings: ["log_parameter_max_length_on_error": "-1"], keeps: true),
    Case(settings: ["debug_print_plan": "on"], keeps: true),
    Case(settings: ["auto_explain.log_min_duration": "0"], keeps: true, since: 16),
    Case(
      settings: ["auto_explain.log_min_duration": "0", "auto_explain.log_parameter_max_length": "0"], keeps: false,
      since: 16),
    Case(settings: ["auto_explain.log_min_duration": "-1"], keeps: false),
  ]

  @Test(arguments: TestServer.majors) func doctorSpeaksWhereTheLogKeepsTheToken(_ major: Int) async throws {
    let settings = ["shared_preload_libraries": "auto_explain", "log_statement": "none"]
    try await Sandbox.with(PostgresInstallation.find(major: major), settings: settings) { server in
      try await server.withDatabase("work") { connection, target in
        let provisioner = try await Self.install([BindingProofTests.session], connection)
        let member = try await provisioner.addMember(id: nil, tenant: Self.tenant, roles: ["clerk"])
        let pool = try await provisioner.addService(.pool)
        for item in Self.cases where item.since <= major {
          for (name, value) in item.settings {
            _ = try await connection.script("ALTER DATABASE work SET \(name) = '\(value)'")
          }
          let session = try await provisioner.open(for: member, tenant: nil, pool: nil, seconds: nil)
          let login = try await Connection.open(target.with(user: pool.login, password: pool.password))
          _ = try await login.run("BEGIN")
          _ = try await login.run("SELECT bailiwick.bind($1)", [session.token.reveal()])
          // The second is refused, and fails with its parameters.
          _ = try? await login.run("SELECT bailiwick.bind($1)", [session.token.reveal()])
          _ = try await login.run("ROLLBACK")
          let exposure = Exposure(
            of: pool.login, in: try await SchemaSnapshot.read(from: login),
            logs: try await LogSettings.read(from: login))
          let told = exposure.findings.filter { $0.id == "AZ517" }
          #expect(told.isEmpty != item.keeps, "\(item.testDescription): \(told.map(\.summary))")
          #expect(told.allSatisfy { $0.fix?.hasPrefix("ALTER SYSTEM SET ") == true })
          await login.close()
          let log = try String(contentsOfFile: server.directory + "/log", encoding: .utf8)
          #expect(Self.holds(log, session.token.reveal()) == item.keeps, "\(item.testDescription)")
          for name in item.settings.keys { _ = try await connection.script("ALTER DATABASE work RESET \(name)") }
        }
      }
    }
  }

  /// The token or its beginning, as text or as the bytes of a printed constant.
  private static func holds(_ log: String, _ token: String) -> Bool {
    let bytes = token.utf8.prefix(8).map { "\($0)" }.joined(separator: " ")
    return log.contains(token.prefix(8)) || log.contains(bytes)
  }

  /// A pool and an authenticator that nobody touched serve; a pool that names whom it acts for is told apart.
  @Test(arguments: [BindingProofTests.session, BindClause(.setting)])
  func aPoolServes(_ binding: BindClause) async throws {
    let server = try await TestServer.start(for: "token trails \(binding.binding)")
    try await server.withDatabase("work") { connection, target in
      let provisioner = try await Self.install([binding], connection)
      let kinds = ServiceLogin.allCases.filter { $0 == .pool || binding.binding != .setting }
      for kind in kinds {
        let new = try await provisioner.addService(kind)
        let login = try await Connection.open(target.with(user: new.login, password: new.password))
        let snapshot = try await SchemaSnapshot.read(from: login)
        let found = Exposure(of: new.login, in: snapshot, logs: try await LogSettings.read(from: login)).findings
        // A hole of the server is no fault of the login, and is named where it is.
        let flawed = kind == .pool && ServerFlaw.known.contains { $0.isIn(snapshot.engine) }
        #expect(
          found.filter { $0.severity == .error }.map(\.id) == (flawed ? ["AZ516"] : []), "\(found.map(\.summary))")
        #expect(found.contains { $0.id == "AZ514" } == (binding.binding == .setting))
        await login.close()
      }
    }
  }

  private static func install(_ bindings: [BindClause], _ connection: Connection) async throws -> Provisioner {
    _ = try await connection.script(Example.freight.sql)
    _ = try await connection.run("INSERT INTO app.tenants (id, name) VALUES ($1, 'tenant')", [tenant])
    var policy = Example.freight.policy
    policy.bindings = bindings
    let snapshot = try await SchemaSnapshot.read(from: connection, schemas: ["app", "public"])
    let plan = try Plan(ResolvedPolicy(policy, in: snapshot), snapshot: snapshot)
    for step in Plan.empty.steps(to: plan) { _ = try await connection.script(step.step.statement.sql) }
    return Provisioner(connection: connection, policy: policy)
  }
}
