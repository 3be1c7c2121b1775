import Database
import Sandbox
import TestSupport
import Testing

@testable import Migration

/// The runners' lock is open to every login: who only holds it is told apart from who applies.
@Suite(.takesTurns) struct LockHolderTests {
  @Test(arguments: [("stranger", true), ("deployer", false)])
  func whoHoldsTheLockIsNamed(_ who: String, _ obstructs: Bool) async throws {
    let sandbox = try await TestServer.start(for: "lock holder")
    try await sandbox.withDatabase(who) { superuser, target in
      let workspace = try Workspace(.freight)
      defer { workspace.remove() }
      let migrator = Migrator(connection: superuser, folder: try workspace.folder(), lock: nil)
      try await migrator.up { _ in }
      _ = try await superuser.script(
        """
        CREATE ROLE \(who) LOGIN PASSWORD 'p';
        GRANT USAGE ON SCHEMA bailiwick_ledger TO deployer;
        GRANT SELECT, INSERT ON bailiwick_ledger.migrations TO deployer;
        """.split(separator: "\n").prefix(who == "deployer" ? 3 : 1).joined(separator: "\n"))
      let login = try await Connection.open(target.with(user: who, password: Secret("p")))
      _ = try await login.run(Ledger.lock)
      let error = await #expect(throws: MigrationError.self) { try await migrator.up { _ in } }
      switch error {
      case .obstructed(let holder, let pid):
        #expect(obstructs && holder.contains(" of \(who) since "))
        #expect(error.map { "\($0)" }?.contains("pg_terminate_backend(\(pid))") == true)
        _ = try await superuser.run("SELECT pg_terminate_backend($1::int)", [pid])
        while try await superuser.run(Ledger.holder).rows.isEmpty == false {
          try await Task.sleep(for: .milliseconds(5))
        }
        try await migrator.up { _ in }
      case .busy(let holder): #expect(!obstructs && holder.contains(" of \(who) since "))
      default: throw try #require(error)
      }
      await login.close()
    }
  }
}
