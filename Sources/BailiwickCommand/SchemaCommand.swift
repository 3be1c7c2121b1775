import ArgumentParser
import CanonicalJSON
import Catalog
import Database
import Foundation
import Migration
import Sandbox
import SchemaModel

/// `bailiwick schema`: the ground that a policy is held against.
struct SchemaCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Take the snapshot of a database's schema.",
    discussion: """
      From a live database, or from SQL files run in a throwaway PostgreSQL:
        bailiwick schema --url "$DATABASE_URL" --schema app
        bailiwick schema --sandbox                      the hand-written migrations of sql/migrations
        bailiwick schema --schema app --sandbox dump.sql
      Tables, columns, types, keys, checks, indexes, triggers, rules, policies, grants, views, routines, roles and owners
      are read in one statement; rows are not.
      """)

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var server: SandboxOptions
  @Option(name: .customLong("schema"), help: "A schema to read; may be repeated. Default: all but the server's own.")
  var schemas: [String] = []
  @Flag(help: "Run the files in a throwaway server instead of reading a live database.")
  var sandbox = false
  @Argument(help: "SQL files for --sandbox, run in this order.")
  var files: [String] = []
  @Option(help: "The folder of migrations that --sandbox takes where no files are named; generated ones are left out.")
  var migrations = "sql/migrations"
  @Option(name: .shortAndLong, help: "Where to write the snapshot; - for standard output.")
  var output = "sql/schema.json"

  /// The schema that every role shares is closed by a policy, so what it holds is always known.
  private var wanted: [String] { schemas.isEmpty ? [] : Set(schemas + ["public"]).sorted() }

  func validate() throws {
    if !sandbox, !files.isEmpty { throw ValidationError("files are run only with --sandbox") }
    if sandbox, connection.url != nil { throw ValidationError("--sandbox and --url exclude each other") }
  }

  func run() async throws {
    let snapshot = sandbox ? try await snapshotOfFiles() : try await snapshotOfDatabase()
    let missing = schemas.filter { name in !snapshot.objects.contains { $0.kind == "schema" && $0.name == name } }
    guard missing.isEmpty else {
      throw Failure(message: "no schema \(missing.map { "\"\($0)\"" }.joined(separator: ", ")) in this database")
    }
    let text = snapshot.json.canonicalText
    if output == "-" { return print(text, terminator: "") }
    do {
      let folder = (output as NSString).deletingLastPathComponent
      if !folder.isEmpty { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
      try Data(text.utf8).write(to: URL(filePath: output), options: .atomic)
    } catch { throw Failure(message: "\(output) could not be written: \(error.localizedDescription)") }
    let keys = snapshot.tables.reduce(0) { $0 + $1.foreignKeys.count }
    print("Wrote \(output): \(snapshot.tables.count) tables, \(keys) foreign keys, from \(snapshot.engine).")
    print("Next:  bailiwick check")
  }

  private func handWritten() throws -> [String] {
    let folder: MigrationFolder
    do { folder = try MigrationFolder(path: migrations) } catch { throw Failure(message: "\(error)") }
    let paths = folder.files.filter { !$0.isGenerated }.map { "\($0.path).up.sql" }
    guard !paths.isEmpty else {
      throw Failure(message: "\(migrations) has no hand-written migration; name the SQL files that make the schema")
    }
    return paths
  }

  private func snapshotOfDatabase() async throws -> SchemaSnapshot {
    let live = try await connection.connect()
    do { return try await SchemaSnapshot.read(from: live, schemas: wanted) } catch {
      throw Failure(message: "\(error)")
    }
  }

  private func snapshotOfFiles() async throws -> SchemaSnapshot {
    let paths = files.isEmpty ? try handWritten() : files
    return try await SandboxRun.with(server) { connection in
      try await SandboxRun.run(paths, on: connection)
      do { return try await SchemaSnapshot.read(from: connection, schemas: wanted) } catch {
        throw Failure(message: "\(error)")
      }
    }
  }
}
