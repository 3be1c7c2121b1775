import Database
import Foundation
import TestSupport
import Testing

/// Folders that cannot be applied, and files that fail on the way: one message with the place, and nothing changed.
@Suite(.serialized, .takesTurns) struct BadMigrationTests {
  /// What is written into the folder; what is run; what comes of it.
  struct Slip {
    var files: [String: String]
    var arguments = ["migrate", "up"]
    var code: Int32 = 2
    var words: [String]
  }

  static let slips = [
    Slip(
      files: ["0001_app.up.sql": "SELECT 1;"],
      words: ["0001_app.up.sql", "was changed after it was applied; restore it"]),
    Slip(
      files: ["0001_app.down.sql": "SELECT 1;"], words: ["0001_app", "was changed after it was applied; restore it"]),
    Slip(
      files: ["0000_early.up.sql": "SELECT 1;"], words: ["0000_early was not applied", "number after the last one"]),
    Slip(files: ["0002_twin.up.sql": "SELECT 1;"], words: ["0002_bailiwick", "0002_twin", "have the same number"]),
    Slip(files: ["02_twin.up.sql": "SELECT 1;"], words: ["have the same number"]),
    Slip(files: ["0003_x.sql": "SELECT 1;"], words: ["0003_x.sql: a migration is a pair"]),
    Slip(files: ["first_x.up.sql": "SELECT 1;"], words: ["first_x.up.sql: a migration is a pair"]),
    Slip(files: ["-1_x.up.sql": "SELECT 1;"], words: ["-1_x.up.sql: a migration is a pair"]),
    Slip(files: ["9999999999999999999_x.up.sql": "SELECT 1;"], words: ["_x.up.sql: a migration is a pair"]),
    Slip(files: ["0003_x.down.sql": "SELECT 1;"], words: ["0003_x.down.sql: a migration is a pair"]),
    Slip(
      files: ["0003_x.up.sql": "SELECT 1;\0 CREATE TABLE t ();"], words: ["0003_x.up.sql cannot be read as UTF-8 text"]),
    Slip(
      files: ["0003_x.up.sql": "CREATE TABLE t ();\n\nCOMMIT;"],
      words: ["0003_x.up.sql:3: COMMIT", "take the line out"]),
    Slip(files: ["0003_x.up.sql": "/* so */ begin;"], words: ["0003_x.up.sql:1: BEGIN"]),
    Slip(files: ["0003_x.up.sql": "-- so\rROLLBACK;"], words: ["0003_x.up.sql:1: ROLLBACK"]),
    Slip(files: ["0003_x.up.sql": "PREPARE TRANSACTION 'x';"], words: ["0003_x.up.sql:1: PREPARE TRANSACTION"]),
    // The first of two would be applied before the second is looked at.
    Slip(files: ["0003_x.up.sql": "CREATE TABLE t ();", "0004_y.up.sql": "END;"], words: ["0004_y.up.sql:1: END"]),
    Slip(
      files: ["0003_x.up.sql": "CREATE TABLE t ();\nSELECT 1;\n\nINSERT INTO t\n  VALUES (nope);"], code: 1,
      words: ["0003_x.up.sql:4: column \"nope\" does not exist", "rolled back, nothing was changed"]),
    Slip(
      files: [
        "0003_x.up.sql": "CREATE TABLE t (n int UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO t VALUES (1), (1);"
      ], code: 1, words: ["0003_x.up.sql: duplicate key", "rolled back, nothing was changed"]),
    Slip(
      files: [
        "0003_x.up.sql":
          "DROP SCHEMA bailiwick_ledger CASCADE; CREATE SCHEMA bailiwick_ledger; CREATE TABLE bailiwick_ledger.migrations ();"
      ],
      code: 1, words: ["0003_x.up.sql: the ledger bailiwick_ledger.migrations could not be written", "rolled back"]),
    Slip(files: [:], arguments: ["migrate", "down", "--steps", "2"], words: ["0001_app.down.sql is missing"]),
    Slip(
      files: [:], arguments: ["migrate", "down", "--migrations", "elsewhere"], words: ["which this folder has not"]),
  ]

  @Test func whatCannotBeAppliedChangesNothing() async throws {
    try await Shop.with("migrations") { shop in
      try shop.succeed("migrate", "up")
      let folder = shop.tool.folder.appending(path: "sql/migrations")
      let kept = try Dictionary(
        uniqueKeysWithValues: FileManager.default.contentsOfDirectory(atPath: folder.path).map {
          ($0, try shop.tool.read("sql/migrations/\($0)"))
        })
      for slip in Self.slips {
        for (name, text) in slip.files { try shop.tool.write(text, to: "sql/migrations/\(name)") }
        try await shop.refuse(slip.arguments, slip.code, slip.words)
        for name in slip.files.keys { try FileManager.default.removeItem(at: folder.appending(path: name)) }
        for (name, text) in kept { try shop.tool.write(text, to: "sql/migrations/\(name)") }
      }
      #expect(try shop.succeed("migrate", "up") == "Nothing to apply.\n")
    }
  }

  @Test func aDatabaseWithoutALedgerIsNotGuessed() async throws {
    try await Shop.with("migrations") { shop in
      try shop.succeed("migrate", "up")
      _ = try await shop.connection.script("DROP SCHEMA bailiwick_ledger CASCADE")
      for command in ["up", "down", "status", "plan"] {
        try await shop.refuse(["migrate", command], 2, ["schema bailiwick, but no ledger", "restore"])
      }
    }
  }

  @Test func whatCannotBeComparedIsNotApplied() async throws {
    try await Shop.with("migrations") { shop in
      try await shop.refuse(["migrate", "up", "--lock", "other.json"], 2, ["other.json is missing", "generate"])
      try shop.succeed("migrate", "up")
    }
  }

  @Test(arguments: [["up", "--steps", "0"], ["down", "--steps=-1"], ["up", "--steps", "some"]])
  func howManyIsANumberFromOne(_ arguments: [String]) throws {
    let tool = try Tool()
    defer { tool.remove() }
    let result = try tool.run(["migrate"] + arguments)
    #expect(result.code == 2)
    #expect(result.err.contains("--steps"), "\(result.err)")
  }

  /// What one file sets does not reach the next: each runs as it would alone.
  @Test func aFileBeginsWithACleanSession() async throws {
    try await Shop.with("migrations") { shop in
      try shop.tool.write(
        "SET search_path = app; SET SESSION AUTHORIZATION pg_monitor;",
        to: "sql/migrations/0003_x.up.sql")
      try shop.tool.write("CREATE TABLE plain (n int);", to: "sql/migrations/0004_y.up.sql")
      try shop.succeed("migrate", "up")
      #expect(try await shop.connection.run("SELECT to_regclass('public.plain') IS NOT NULL").rows == [["t"]])
      #expect(
        try await shop.connection.run("SELECT DISTINCT applied_by FROM bailiwick_ledger.migrations").rows
          == [["postgres"]])
    }
  }

  /// Two rows of one table that cross: the refusal names the table and the key.
  @Test func rowsThatCrossTenantsStopIt() async throws {
    let crossing =
      Shop.sql + """
        INSERT INTO app.orders VALUES ('00000000-0000-4000-8000-000000000001', '\(Shop.tenants[0])', 'open', NULL),
          ('00000000-0000-4000-8000-000000000002', '\(Shop.tenants[1])', 'open', '00000000-0000-4000-8000-000000000001');
        """
    try await Shop.with("migrations", sql: crossing) { shop in
      try await shop.refuse(
        ["migrate", "up"], 1,
        ["0002_bailiwick.up.sql:", "table \"orders\"", "(tenant_id, origin)", "rolled back", "mend the row"])
      _ = try await shop.connection.script("UPDATE app.orders SET origin = NULL")
      try shop.succeed("migrate", "up")
    }
  }
}
