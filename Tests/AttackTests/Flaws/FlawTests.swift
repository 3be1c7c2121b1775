import Database
import Foundation
import PolicyModel
import Sandbox
import SchemaModel
import TestSupport
import Testing

/// Each flaw that the bindings exist to end, executed without Bailiwick and with it: by every binding, on PostgreSQL and in
/// CockroachDB's words on PostgreSQL.
@Suite(.serialized, .takesTurns) struct FlawTests {
  @Test(arguments: TestServer.majors) func everyAttackSucceedsOnAnApplicationThatChecksForItself(
    _ major: Int
  ) async throws {
    let application = try await Unprotected.start(major: major)
    for flaw in Flaw.allCases { #expect(try await application.attack(flaw), "\(flaw.rawValue)") }
  }

  static let bindings: [Binding] = [
    .login, .session(SessionWindow(lifetime: .hours(12), idle: .minutes(30))), .setting,
  ]

  @Test(arguments: bindings, TestServer.majors) func whatABindingStopsIsStopped(
    _ binding: Binding, _ major: Int
  ) async throws {
    for engine in [nil, Engine(.cockroachdb, 25, 4)] {
      try await Sandbox.with(PostgresInstallation.find(major: major)) { server in
        let application = Protected(world: try await FlawWorld.start(binding, engine, on: server))
        for flaw in Flaw.allCases {
          let succeeded = try await application.attack(flaw)
          #expect(
            succeeded == flaw.succeeds(by: binding.kind),
            "\(flaw.rawValue), by \(binding.kind.rawValue), \(engine.map { "\($0)" } ?? "PostgreSQL")")
        }
      }
    }
  }

  /// The table that users read is the one that was executed.
  @Test func theReadmeSaysWhatHappened() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    #expect(text.contains(Flaw.table), "README.md should hold:\n\(Flaw.table)")
  }
}
