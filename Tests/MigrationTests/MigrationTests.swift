import Catalog
import Database
import Foundation
import Migration
import PolicyModel
import Sandbox
import SchemaModel
import TestSupport
import Testing

/// A folder with the application's schema as the first migration.
struct Workspace {
  let root = FileManager.default.temporaryDirectory.appending(path: "bailiwick-migrations-\(UUID().uuidString)").path
  var folderPath: String { root + "/migrations" }
  var lockPath: String { root + "/policy.lock.json" }

  init(_ example: Example? = nil) throws {
    try FileManager.default.createDirectory(atPath: folderPath, withIntermediateDirectories: true)
    guard let example else { return }
    try write("0001_app.up.sql", example.sql)
    try write("0001_app.down.sql", "DROP SCHEMA \(example.schema) CASCADE;")
  }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(folderPath)/\(name)"))
  }
  func remove() { try? FileManager.default.removeItem(atPath: root) }
  func folder() throws -> MigrationFolder { try MigrationFolder(path: folderPath) }

  @discardableResult
  func generate(_ policy: Policy, _ snapshot: SchemaSnapshot) throws -> Generation {
    let folder = try folder()
    let generation = try Generation(
      policy: policy, schema: snapshot, since: PolicyLock.read(lockPath), version: folder.nextVersion)
    if !generation.up.isEmpty { _ = try generation.write(to: folder, name: "bailiwick", lockPath: lockPath) }
    return generation
  }

  func migrator(_ connection: Connection) throws -> Migrator {
    Migrator(connection: connection, folder: try folder(), lock: try PolicyLock.read(lockPath))
  }
}

@Suite(.takesTurns) struct MigrationTests {
  /// Up, a change, down to nothing: the catalog is read back each time, and at the end is what it was.
  @Test(arguments: Example.all, TestServer.majors)
  func everyExampleGoesUpAndDown(_ example: Example, _ major: Int) async throws {
    let workspace = try Workspace(example)
    defer { workspace.remove() }
    let sandbox = try await TestServer.start(for: "migration \(example)", major: major)
    try await sandbox.withDatabase("work") { connection, _ in
      _ = try await workspace.migrator(connection).up { _ in }
      let before = try await SchemaSnapshot.read(from: connection)
      try workspace.generate(example.policy, example.snapshot)
      var applied: [String] = []
      try await workspace.migrator(connection).up { applied.append($0.version) }
      #expect(applied == ["0002"])
      let lock = try #require(try PolicyLock.read(workspace.lockPath))
      let up = try await SchemaSnapshot.read(from: connection)
      #expect(try lock.plan().differences(in: up) == [])
      try await workspace.migrator(connection).down(count: 1) { _ in }
      #expect(try await SchemaSnapshot.read(from: connection) == before)
      try await workspace.migrator(connection).up { _ in }
      #expect(try await SchemaSnapshot.read(from: connection) == up)
    }
  }

  @Test func aChangeIsAMigrationOfItsOwn() async throws {
    let workspace = try Workspace(.freight)
    defer { workspace.remove() }
    let sandbox = try await TestServer.start(for: "migration change")
    try await sandbox.withDatabase("work") { connection, _ in
      let snapshot = try Example.freight.snapshot
      try workspace.generate(Example.freight.policy, snapshot)
      try await workspace.migrator(connection).up { _ in }
      let first = try await SchemaSnapshot.read(from: connection)
      var policy = Example.freight.policy
      policy.tables[1].rules.allows.append(AllowRule([.delete], to: ["clerk"]))
      policy.tables[1].rules.hides.append(HideRule(["weight_kg"], except: ["clerk"]))
      policy.roles.append(RoleClause("guard", inherits: ["viewer"]))
      try workspace.generate(policy, snapshot)
      #expect(try workspace.folder().files.map(\.version) == ["0001", "0002", "0003"])
      try await workspace.migrator(connection).up { _ in }
      #expect(try await SchemaSnapshot.read(from: connection) != first)
      try await workspace.migrator(connection).down(count: 1) { _ in }
      #expect(try await SchemaSnapshot.read(from: connection) == first)
      #expect(try workspace.generate(policy, snapshot).up.isEmpty)
    }
  }

  /// A role that was there before and leads somewhere is not taken for the plan's: nothing is applied.
  @Test func aRoleThatIsMoreThanThePlanMakesItStopsIt() async throws {
    let workspace = try Workspace(.freight)
    defer { workspace.remove() }
    let sandbox = try await TestServer.start(for: "migration roles")
    try await sandbox.withDatabase("work") { connection, _ in
      _ = try await connection.script("CREATE ROLE dba BYPASSRLS; CREATE ROLE freight_viewer IN ROLE dba")
      try workspace.generate(Example.freight.policy, Example.freight.snapshot)
      let error = await #expect(throws: MigrationError.self) { try await workspace.migrator(connection).up { _ in } }
      let message = "\(try #require(error))"
      #expect(message.contains("role freight_viewer is a member of dba"), "\(message)")
      #expect(try await connection.run("SELECT to_regnamespace('bailiwick')").rows == [[nil]])
      _ = try await connection.run("REVOKE dba FROM freight_viewer")
      try await workspace.migrator(connection).up { _ in }
    }
  }

  /// Rows that cross tenants stop the migration, and nothing of it stays.
  @Test func rowsThatCrossTenantsStopIt() async throws {
    let workspace = try Workspace(.freight)
    defer { workspace.remove() }
    try workspace.write(
      "0002_rows.up.sql",
      """
      CREATE TABLE app.labels (id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES app.tenants, shipment_id uuid NOT NULL
        REFERENCES app.shipments);
      INSERT INTO app.tenants (id, name) VALUES ('00000000-0000-4000-8000-00000000000a', 'A'), ('00000000-0000-4000-8000-00000000000b', 'B');
      INSERT INTO app.countries VALUES ('SE', 'Sweden');
      INSERT INTO app.shipments (id, tenant_id, reference, country_code, weight_kg, contact_email) VALUES
        ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-00000000000a', 'r', 'SE', 1, 'a@a.example');
      INSERT INTO app.labels VALUES ('00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-00000000000b',
        '00000000-0000-4000-8000-000000000001');
      """)
    let sandbox = try await TestServer.start(for: "migration crossing")
    try await sandbox.withDatabase("work") { connection, _ in
      try await workspace.migrator(connection).up { _ in }
      let before = try await SchemaSnapshot.read(from: connection)
      let snapshot = try await SchemaSnapshot.read(from: connection, schemas: ["app", "public"])
      try workspace.generate(Example.freight.policy, snapshot)
      let error = await #expect(throws: MigrationError.self) { try await workspace.migrator(connection).up { _ in } }
      let message = "\(try #require(error))"
      #expect(message.contains("violates foreign key"), "\(message)")
      #expect(try await SchemaSnapshot.read(from: connection) == before)
    }
  }
}
