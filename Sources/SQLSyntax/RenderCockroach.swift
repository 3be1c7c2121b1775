import SchemaModel

extension Statement {
  /// The statement as CockroachDB 25.4 takes it: each is a transaction of its own and may run twice, and has a
  /// form that PostgreSQL reads too wherever one does, so that it can be executed there.
  ///
  /// No `default`: whoever adds a statement decides what it is here.
  var cockroachSQL: String {
    switch self {
    // Members of admin see every row; names are qualified.
    case .guardTransaction: ""
    case .createRoles(let roles):
      roles.map { "CREATE ROLE IF NOT EXISTS \(id($0)) WITH NOLOGIN" }.joined(separator: ";\n")
    // The role may be there already, with a password. NOINHERIT is a syntax error; a member always has what its role has.
    case .alterRole(let role, _): "ALTER ROLE \(id(role)) NOLOGIN"
    case .dropRole(let role): "DROP ROLE IF EXISTS \(id(role))"
    case .createSchema(let schema, let owner): "CREATE SCHEMA IF NOT EXISTS \(id(schema)) AUTHORIZATION \(id(owner))"
    case .dropSchema(let schema): "DROP SCHEMA IF EXISTS \(id(schema))"
    case .createTable(let table, let columns, let constraints):
      "CREATE TABLE IF NOT EXISTS \(table.sql) (\n  "
        + (columns.map(\.cockroachSQL) + constraints.map(\.cockroachInTable)).joined(separator: ",\n  ") + "\n)"
    case .dropTable(let table): "DROP TABLE IF EXISTS \(table.sql)"
    case .createIndex(let name, let table, let columns, let unique, let condition):
      "CREATE \(unique ? "UNIQUE " : "")INDEX IF NOT EXISTS \(id(name)) ON \(table.sql) (\(ids(columns)))"
        + (condition.map { " WHERE \($0.sql)" } ?? "")
    // An index that stands for a UNIQUE constraint goes with CASCADE alone.
    case .dropIndex(let index, let unique): "DROP INDEX IF EXISTS \(index.sql)\(unique ? " CASCADE" : "")"
    case .createView(let view, let query):
      "CREATE OR REPLACE VIEW \(view.sql) AS\n  " + query.spacedLines.joined(separator: "\n  ")
    case .dropView(let view): "DROP VIEW IF EXISTS \(view.sql)"
    case .createFunction(let name, let type, let query): Self.invokerFunction(name, type, query)
    case .dropFunction(let name): "DROP FUNCTION IF EXISTS \(name.sql)()"
    case .createRoutine(let routine): routine.sql(for: .cockroachdb)
    case .createSessionRoutine(let routine): routine.cockroachSQL
    case .createPromotionRoutine(let routine): routine.cockroachSQL
    case .dropTrigger(let name, let table): "DROP TRIGGER IF EXISTS \(id(name)) ON \(table.sql)"
    // Nothing follows a table there: it is read in place.
    case .createMemberRoutine, .followMembers: sql
    case .dropRoutine(let name, let types): "DROP FUNCTION IF EXISTS \(name.cockroachSignature(types))"
    case .setOwner(let object, let owner): "ALTER \(object.cockroachSQL) OWNER TO \(id(owner ?? "root"))"
    case .alterTable(let table, .add(.unique(let name?, let columns))):
      "CREATE UNIQUE INDEX IF NOT EXISTS \(id(name)) ON \(table.sql) (\(ids(columns)))"
    case .alterTable(let table, let change): "ALTER TABLE \(table.sql) \(change.cockroachSQL)"
    // Rows that have their tenant are left alone, so a second run does nothing.
    case .backfill(_, let column, _, _, _): "\(sql) AND c.\(id(column)) IS NULL"
    case .insert(let table, let columns, let query):
      "INSERT INTO \(table.sql) (\(ids(columns))) \(query.sql) ON CONFLICT (\(ids(columns))) DO NOTHING"
    case .refuse(let queries, let message):
      // What comes after a semicolon is advice; the column's name says what is wrong.
      queries.map { $0.stopping(as: String(message.prefix { $0 != ";" })).sql }.joined(separator: ";\n")
    case .createPolicy: "CREATE POLICY IF NOT EXISTS \(sql.dropFirst("CREATE POLICY ".count))"
    case .dropPolicy(let name, let table): "DROP POLICY IF EXISTS \(id(name)) ON \(table.sql)"
    case .grant(let privileges, let objects, let grantees, let grantable):
      "GRANT \(privileges.map(\.sql).joined(separator: ", ")) ON \(Securable.cockroachSQL(objects)) TO "
        + grantees.map(\.sql).joined(separator: ", ") + (grantable ? " WITH GRANT OPTION" : "")
    case .revoke(let privileges, let objects, let grantees):
      "REVOKE \(privileges.map(\.sql).joined(separator: ", ")) ON \(Securable.cockroachSQL(objects)) FROM "
        + grantees.map(\.sql).joined(separator: ", ")
    case .defaultPrivileges(let role, let kind, let granted):
      "ALTER DEFAULT PRIVILEGES \(role.map { "FOR ROLE \(id($0)) " } ?? "")\(granted ? "GRANT" : "REVOKE") "
        + "\(kind == .routines ? "EXECUTE ON FUNCTIONS" : kind.rawValue) \(granted ? "TO" : "FROM") PUBLIC"
    case .grantRole, .revokeRole, .createTrigger, .alterPolicy, .query: sql
    }
  }

  private static func invokerFunction(_ name: QualifiedName, _ type: SQLType, _ query: Query) -> String {
    let (open, close) = Quoting.dollar(query.sql)
    return "CREATE OR REPLACE FUNCTION \(name.sql)() RETURNS \(type.sql(for: .cockroachdb)) STABLE LANGUAGE SQL "
      + "AS \(open) \(query.sql) \(close)"
  }
}
