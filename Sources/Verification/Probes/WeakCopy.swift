import Database
import PolicyModel
import SQLSyntax
import Sandbox
import SchemaModel

/// A copy of the database without what protects it: no policies, no triggers of ours, every privilege to everybody, the
/// application's keys as they were. Two logins are there who attack it.
struct WeakCopy: Sendable {
  let policy: ResolvedPolicy
  /// The application's schema before the policy.
  let snapshot: SchemaSnapshot
  /// The catalog with the policy.
  let found: SchemaSnapshot

  /// The login with every privilege, and the superuser.
  static let logins = (open: "bailiwick_probe_open", superuser: "bailiwick_probe_superuser")

  /// The statements that weaken a copy, run by a superuser in it.
  var statements: [String] {
    let schemas = Set(found.tables.map(\.name.schema)).sorted()
    let own = policy.tables.map(\.name)
    let rows = found.tables.map(\.name)
    return rows.flatMap { table in
      [
        "ALTER TABLE \(table.sql) DISABLE ROW LEVEL SECURITY", "ALTER TABLE \(table.sql) NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE \(table.sql) DISABLE TRIGGER USER",
      ]
    }
      + schemas.map(ProbeScene.name).flatMap { schema in
        [
          "GRANT ALL ON SCHEMA \(schema) TO PUBLIC", "GRANT ALL ON ALL TABLES IN SCHEMA \(schema) TO PUBLIC",
          "GRANT ALL ON ALL SEQUENCES IN SCHEMA \(schema) TO PUBLIC",
          "GRANT ALL ON ALL ROUTINES IN SCHEMA \(schema) TO PUBLIC",
        ]
      } + ["GRANT ALL ON SCHEMA public TO PUBLIC", Self.noPolicies] + own.flatMap(keys)
  }

  /// What a probe's own weak policy is to stand alone without.
  private static let noPolicies = """
    DO $weak$ DECLARE found record; BEGIN
      FOR found IN SELECT polname, polrelid::regclass AS relation FROM pg_catalog.pg_policy LOOP
        EXECUTE format('DROP POLICY %I ON %s', found.polname, found.relation);
      END LOOP;
    END $weak$
    """

  /// The application's foreign keys instead of those that carry the tenant.
  private func keys(_ table: QualifiedName) -> [String] {
    let declared = snapshot.table(table)?.foreignKeys ?? []
    let now = found.table(table)?.foreignKeys ?? []
    let ours = now.filter { key in !declared.contains { $0.name == key.name && $0.columns == key.columns } }
    let lost = declared.filter { key in !now.contains { $0.name == key.name && $0.columns == key.columns } }
    return ours.map { "ALTER TABLE \(table.sql) DROP CONSTRAINT \(ProbeScene.name($0.name))" }
      + lost.map { key in
        """
        ALTER TABLE \(table.sql) ADD FOREIGN KEY (\(ProbeScene.list(key.columns))) \
        REFERENCES \(key.parent.sql) (\(ProbeScene.list(key.parentColumns))) \
        \(key.onDelete == .cascade ? "ON DELETE CASCADE" : "")
        """
      }
  }
}
