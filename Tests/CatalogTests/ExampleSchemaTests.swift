import Bailiwick
import Catalog
import Database
import Diagnostics
import SchemaModel
import TestSupport
import Testing

@Suite(.takesTurns) struct ExampleSchemaTests {
  @Test(arguments: Example.all.indices)
  func theKeptSnapshotIsWhatTheSQLMakes(_ index: Int) async throws {
    let example = Example.all[index]
    let server = try await TestServer.start(for: "examples", major: 18)
    try await server.withDatabase(example.name) { connection, _ in
      _ = try await connection.script(try example.sql)
      let live = try await SchemaSnapshot.read(from: connection, schemas: [example.schema])
      #expect(!live.tables.isEmpty)
      #expect(live.tables == (try example.snapshot.tables), "run make golden")
    }
  }

  @Test(arguments: Example.all.indices)
  func everyExampleResolves(_ index: Int) throws {
    let example = Example.all[index]
    do {
      let resolved = try ResolvedPolicy(example.policy, in: example.snapshot)
      #expect(resolved.tables.count == (try example.snapshot.tables.count))
    } catch let error as DiagnosticsError {
      Issue.record("\(error.diagnostics.map { "\($0.location) \($0.summary)" })")
    }
  }
}
