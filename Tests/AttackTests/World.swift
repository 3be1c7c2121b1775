import Database
import Foundation
import Migration
import Provisioning
import Sandbox
import TestSupport

/// A role that logs in with a password.
struct Login: Sendable {
  var name: String
  var password: Secret
}

/// A database into which the generated policy was migrated over the fixture's rows, with its people and an operator.
struct World: Sendable {
  /// The superuser's; what he does between checks runs on it.
  let operating: Connection
  private let target: ConnectionTarget
  private let people: [Who: Login]
  private let catalog: Set<String>

  /// The world of one server, made at the first call.
  static func on(major: Int) async throws -> World { try await Worlds.shared.world(major) }

  fileprivate init(major: Int) async throws {
    target = try await TestServer.start(for: "attack", major: major).createDatabase("work")
    operating = try await Connection.open(target)
    try await Self.migrate(operating)
    people = try await Self.provision(operating)
    // Copies that only this connection sees: what a theme changed is put back from them.
    for table in Fixture.tables {
      _ = try await operating.script("CREATE TEMP TABLE \(Self.copy(of: table)) AS TABLE \(table)")
    }
    _ = try await operating.script(
      "CREATE TEMP TABLE kept_policies AS SELECT tablename, policyname, qual FROM pg_policies; ANALYZE")
    catalog = try await CatalogListing.read(operating)
  }

  /// The application's schema, rows in it, and what the policy generates, as one folder.
  private static func migrate(_ connection: Connection) async throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "bailiwick-attack-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: root) }
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    for (name, sql) in [("0001_app", try Example.freight.sql), ("0002_rows", Fixture.sql)] {
      try Data(sql.utf8).write(to: URL(filePath: "\(root)/\(name).up.sql"))
    }
    let lock = "\(root)/policy.lock.json"
    _ = try Generation(
      policy: Example.freight.policy, schema: Example.freight.snapshot, since: nil, version: "0003"
    ).write(to: MigrationFolder(path: root), name: "bailiwick", lockPath: lock)
    try await Migrator(
      connection: connection, folder: MigrationFolder(path: root), lock: PolicyLock.read(lock)
    ).up { _ in }
  }

  private static func provision(_ connection: Connection) async throws -> [Who: Login] {
    let provisioner = Provisioner(connection: connection, policy: Example.freight.policy)
    var people: [Who: Login] = [:]
    for who in Who.provisioned {
      let new = try await provisioner.addPrincipal(id: who.person, tenant: who.tenant, roles: [who.role])
      people[who] = Login(name: new.login, password: new.password)
    }
    let stranger = Login(name: "bw_strangerstrangerstrangerst", password: Secret("made by hand"))
    _ = try await connection.script(
      """
      CREATE ROLE \(stranger.name) LOGIN PASSWORD '\(scramVerifier(password: stranger.password))';
      GRANT freight_viewer TO \(stranger.name)
      """)
    people[.stranger] = stranger
    return people
  }

  private static func copy(of table: String) -> String { "kept_" + table.replacing(".", with: "_") }

  /// Puts back the fixture's rows and the identities.
  func reset() async throws {
    let tables = Fixture.tables
    let sql =
      ["TRUNCATE \(tables.joined(separator: ", "))"] + tables.map { "INSERT INTO \($0) TABLE \(Self.copy(of: $0))" }
    _ = try await operating.script(sql.joined(separator: "; "))
  }

  /// What the catalog holds now and did not at first, or the other way round: a theme takes back what it changed.
  func differences() async throws -> [String] {
    try await CatalogListing.read(operating).symmetricDifference(catalog).sorted()
  }

  /// Runs one check, its preparations and what takes them back.
  func run(_ check: Check) async throws -> Outcome {
    for sql in check.before { _ = try await operating.script(filled(sql)) }
    let outcome = await act(check)
    for sql in check.after { _ = try await operating.script(filled(sql)) }
    return outcome
  }

  private func act(_ check: Check) async -> Outcome {
    let connection: Connection
    do throws(DatabaseError) {
      connection = try await Connection.open(target(of: check.who).with(database: check.database))
    } catch { return .shut(error) }
    var outcome = Outcome.nothing
    do throws(DatabaseError) {
      for step in check.steps {
        switch step {
        case .sql(let sql):
          for result in try await connection.script(filled(sql)) { outcome = outcome.adding(result) }
        case .copy(let sql):
          for line in try await connection.copyOut(sql).split(separator: "\n") {
            outcome = outcome.adding(String(line))
          }
        case .meanwhile(let sql): _ = try await operating.script(filled(sql))
        case .install, .uninstall, .compare: throw DatabaseError(.usage, "a step of migrations, not of a login")
        }
      }
    } catch { outcome = .refused(error) }
    await connection.close()
    return outcome
  }

  private func target(of who: Who) -> ConnectionTarget {
    people[who].map { target.with(user: $0.name, password: $0.password) } ?? target
  }

  private func filled(_ sql: String) -> String {
    var text = sql
    for (who, login) in people where text.contains("{\(who.rawValue)") {
      text = text.replacing("{\(who.rawValue)}", with: login.name)
      guard text.contains("{\(who.rawValue).verifier}") else { continue }
      text = text.replacing("{\(who.rawValue).verifier}", with: scramVerifier(password: login.password))
    }
    return text
  }
}

/// The worlds of this process; two tests that ask at once wait for the same one.
private actor Worlds {
  static let shared = Worlds()
  private var making: [Int: Task<World, any Error>] = [:]

  func world(_ major: Int) async throws -> World {
    let task = making[major] ?? Task { try await World(major: major) }
    making[major] = task
    return try await task.value
  }
}
