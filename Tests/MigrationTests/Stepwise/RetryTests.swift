import Database
import Sandbox
import TestSupport
import Testing

@testable import Migration

/// What a server asks to repeat, and what takes too long. PostgreSQL can be made to say 40001 as often as a test likes: the
/// number is kept by a sequence, which no rollback takes back.
@Suite(.takesTurns) struct RetryTests {
  private static let stumbling = """
    CREATE SEQUENCE public.tries;
    CREATE FUNCTION public.stumble() RETURNS boolean LANGUAGE plpgsql AS $$
      BEGIN
        IF nextval('public.tries') <= %d THEN RAISE 'restart transaction' USING ERRCODE = '40001'; END IF;
        RETURN true;
      END $$;
    CREATE FUNCTION public.stumble_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF current_query() LIKE '%%app.extra%%' THEN PERFORM public.stumble(); END IF;
      END $$;
    CREATE EVENT TRIGGER stumbling ON ddl_command_end EXECUTE FUNCTION public.stumble_ddl();
    """

  /// A world whose application stands, with one hand-written file, on a server that stumbles.
  private func world(_ name: String, _ up: String, stumbles: Int) async throws -> StepwiseWorld {
    let sandbox = try await TestServer.start(for: "stepwise retries")
    let world = try StepwiseWorld(.freight, try await sandbox.createDatabase(name))
    try await world.run(.up)
    for direction in Direction.allCases { try world.workspace.drop("0002_bailiwick.\(direction.rawValue).sql") }
    try world.workspace.write("0003_extra.up.sql", up)
    let connection = try await Connection.open(world.target)
    _ = try await connection.script(
      Self.stumbling.replacing("%d", with: "\(stumbles)").replacing("%%", with: "%"))
    await connection.close()
    return world
  }

  /// A schema change by itself, and rows that commit with the journal: each takes effect once.
  @Test(arguments: [
    ("ddl", "CREATE TABLE app.extra AS SELECT 1 AS id;", "SELECT count(*) FROM app.extra"),
    ("rows", "INSERT INTO app.countries SELECT 'XX', 'x' WHERE public.stumble();", countries),
  ])
  func whatTheServerAsksToRepeatIsRepeated(_ name: String, _ up: String, _ count: String) async throws {
    let world = try await world(name, up, stumbles: 3)
    defer { world.workspace.remove() }
    try await world.run(.up)
    #expect(try await world.ask("SELECT last_value FROM public.tries") == [["4"]])
    #expect(try await world.ask(count) == [["1"]])
    #expect(try await world.ask("SELECT max(version) FROM bailiwick_ledger.migrations") == [["0003"]])
    #expect(try await world.ask("SELECT count(*) FROM bailiwick_ledger.journal") == [["0"]])
  }

  private static let countries = "SELECT count(*) FROM app.countries WHERE code = 'XX'"

  /// A server that never stops asking is believed after ten tries. It said each time that it undid everything, so nobody is
  /// asked what became of the statement: the next runner sends it again.
  @Test(arguments: [
    ("ddl_ends", "CREATE TABLE app.extra AS SELECT 1 AS id;"),
    ("rows_end", "INSERT INTO app.countries SELECT 'XX', 'x' WHERE public.stumble();"),
  ])
  func askingWithoutEndIsARefusal(_ name: String, _ up: String) async throws {
    let world = try await world(name, up, stumbles: 12)
    defer { world.workspace.remove() }
    let error = await #expect(throws: MigrationError.self) { try await world.run(.up) }
    guard case .stopped(let place, let reason)? = error else { throw try #require(error) }
    #expect(place.number == 1 && reason.sqlState == "40001" && error?.isResumable == true)
    #expect(try await world.ask("SELECT last_value FROM public.tries") == [["10"]])
    #expect(try await world.ask("SELECT count(*) FROM pg_tables WHERE tablename = 'extra'") == [["0"]])
    try await world.run(.up)
    #expect(try await world.ask("SELECT last_value FROM public.tries") == [["13"]])
    #expect(try await world.ask("SELECT max(version) FROM bailiwick_ledger.migrations") == [["0003"]])
  }

  /// The journal's own writes stumble too: its first row, the settling, the ledger at the end.
  @Test func theJournalStumbles() async throws {
    let world = try await world("journal", "CREATE TABLE app.other (id int8);", stumbles: 2)
    defer { world.workspace.remove() }
    _ = try await world.ask(
      "CREATE FUNCTION public.stumble_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM public.stumble(); RETURN NEW; END $$"
    )
    for table in ["journal", "migrations"] {
      _ = try await world.ask(
        "CREATE TRIGGER stumbling BEFORE INSERT OR UPDATE ON bailiwick_ledger.\(table) FOR EACH ROW EXECUTE FUNCTION public.stumble_row()"
      )
    }
    try await world.run(.up)
    #expect(try await world.ask("SELECT last_value > 4 FROM public.tries") == [["t"]])
    #expect(try await world.ask("SELECT count(*) FROM bailiwick_ledger.migrations WHERE version = '0003'") == [["1"]])
  }

  /// A statement that waits for a lock past its deadline may still take effect, as far as the runner knows: it ends
  /// resumable, and the next one asks a person about a statement written by hand, or sends rows again.
  @Test(arguments: [
    ("late_ddl", "ALTER TABLE app.countries ADD COLUMN late int8;"),
    ("late_rows", "INSERT INTO app.countries VALUES ('XX', 'x');"),
  ])
  func aDeadlineEndsResumable(_ name: String, _ up: String) async throws {
    let world = try await world(name, up, stumbles: 0)
    defer { world.workspace.remove() }
    let holder = try await Connection.open(world.target)
    _ = try await holder.script("BEGIN; LOCK TABLE app.countries IN ACCESS EXCLUSIVE MODE")
    let error = await #expect(throws: MigrationError.self) {
      try await world.run(.up, deadline: .milliseconds(300))
    }
    guard case .interrupted(let place, let reason)? = error else { throw try #require(error) }
    #expect(place.number == 1 && error?.isResumable == true)
    #expect(reason.kind != .server, "\(reason)")
    _ = try await holder.run("ROLLBACK")
    await holder.close()
    if name == "late_ddl" {
      let doubt = await #expect(throws: MigrationError.self) { try await world.run(.up) }
      guard case .inDoubt? = doubt else { throw try #require(doubt) }
      let ran = try await world.ask("SELECT count(*) FROM pg_attribute WHERE attname = 'late'") == [["1"]]
      try await world.run(.up, assuming: AssumedStatement("0003:1", applied: ran))
    } else {
      try await world.run(.up)
      #expect(try await world.ask(Self.countries) == [["1"]])
    }
    #expect(try await world.ask("SELECT max(version) FROM bailiwick_ledger.migrations") == [["0003"]])
  }
}
