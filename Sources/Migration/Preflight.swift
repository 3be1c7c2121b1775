import CanonicalJSON
import Database
import Enforcement
import SchemaModel

extension Migrator {
  /// CockroachDB's has_… functions and ACL columns do not answer it (seen by others on 26.2.5).
  package var asksWhoLosesAccess: Bool { stepwise == nil }

  /// Logins that reach the managed tables today and are of no role of the policy, a sentence each: what a first migration
  /// takes from them, and what they need instead.
  package func losingAccess() async throws(MigrationError) -> [String] {
    guard let lock, asksWhoLosesAccess else { return [] }
    let plan: Plan
    do { plan = try lock.plan() } catch { return [] }
    let tables = plan.tables.sorted()
    guard try await entries().allSatisfy({ $0.version != lock.version }) else { return [] }
    do {
      return try await connection.run(
        Self.reaching, [JSONValue.array(tables.map { .array([.string($0.schema), .string($0.name)]) }).canonicalText]
      ).rows.map { row in
        "\"\(row.first.flatMap(\.self) ?? "?")\" reads or writes \(row.last.flatMap(\.self) ?? "?") tables by owning "
          + "them or by grants; give it a principal (`bailiwick principal add`)"
      }
    } catch { throw .database(error) }
  }

  /// Owners change and roles are made: on PostgreSQL 15 only a superuser may name all attributes of a role.
  func checkRights(_ files: some Sequence<MigrationFile>) async throws(MigrationError) {
    guard files.contains(where: \.isGenerated) else { return }
    if let other = files.first(where: \.isForCockroachDB) {
      throw .foreign(
        "\(other.path) is for CockroachDB, which takes one statement a message; apply it as its first lines say")
    }
    let answer = try await ask { connection throws(DatabaseError) in
      try await connection.run("SELECT rolsuper, rolname FROM pg_catalog.pg_roles WHERE rolname = current_user")
    }
    guard answer.rows.first?.first != "t" else { return }
    throw .tooFewRights(
      "\"\(answer.rows.first?.last.flatMap(\.self) ?? "?")\" is no superuser, and roles and owners change; "
        + "connect as one")
  }

  private static let reaching = """
    SELECT r.rolname, count(*) FROM pg_catalog.pg_roles r
    JOIN pg_catalog.pg_class c ON true JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.jsonb_array_elements($1::jsonb) AS t(pair) ON t.pair->>0 = n.nspname AND t.pair->>1 = c.relname
    WHERE r.rolcanlogin AND NOT r.rolsuper AND NOT c.relrowsecurity
      AND pg_catalog.has_schema_privilege(r.oid, n.oid, 'USAGE')
      AND pg_catalog.has_table_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, DELETE')
    GROUP BY r.rolname ORDER BY r.rolname COLLATE "C"
    """
}

extension MigrationFile {
  /// How many statements it has.
  package var statementCount: Int { ScriptReader.statements(of: up).count }

  /// Its statements, each without its semicolon and the comments before it.
  package var statements: [String] { ScriptReader.statements(of: up).map(\.bare) }

  /// The hazards that its comments name, with how often.
  package var hazards: [String] {
    var counts: [String: Int] = [:]
    for hazard in Hazard.allCases {
      let note = "Note: \(hazard.rawValue)."
      counts[hazard.rawValue] = up.replacing("\n-- ", with: " ").split(separator: "\n").count { $0.contains(note) }
    }
    return counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
  }
}
