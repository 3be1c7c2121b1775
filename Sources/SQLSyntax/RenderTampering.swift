import SchemaModel

extension TamperingStatement {
  /// The statement, without a semicolon. What both engines have is in the words of the dialect; what only PostgreSQL has, in
  /// its own: it is PostgreSQL that executes what is written for the other.
  package func sql(for dialect: Dialect) -> String {
    switch self {
    case .statement(let statement): statement.sql(for: dialect)
    case .replaceView(let name, let query): Self.replacing(Statement.createView(name, query).sql(for: dialect))
    case .replaceFunction(let name, let type, let query):
      Self.replacing(Statement.createFunction(name, returns: type, query).sql(for: dialect))
    case .replaceRoutine(let routine): routine.sql
    case .view(let name, let option, let value): "ALTER VIEW \(name.sql) SET (\(option.rawValue) = \(value))"
    case .routine(let name, let types, let option):
      "ALTER FUNCTION \(name.sql)(\(types.map { $0.sql(for: dialect) }.joined(separator: ", "))) \(option.rawValue)"
    case .definerFunction(let name, let table):
      "CREATE FUNCTION \(name.sql)() RETURNS SETOF \(table.sql) LANGUAGE sql SECURITY DEFINER "
        + "AS $$ SELECT * FROM \(table.sql) $$"
    case .definerTriggerFunction(let name):
      "CREATE FUNCTION \(name.sql)() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN RETURN NULL; END $$"
    case .rowSecurity(let table, let enabled):
      "ALTER TABLE \(table.sql) \(enabled ? "ENABLE" : "DISABLE") ROW LEVEL SECURITY"
    case .disableTrigger(let name, let table): "ALTER TABLE \(table.sql) DISABLE TRIGGER \(id(name))"
    case .disableKeys(let table): "ALTER TABLE \(table.sql) DISABLE TRIGGER ALL"
    case .uncheckedKey(let table, let key):
      "ALTER TABLE \(table.sql) ADD CONSTRAINT \(id(key.name)) \(key.sql) NOT VALID"
    case .deferredKey(let table, let name):
      "ALTER TABLE \(table.sql) ALTER CONSTRAINT \(id(name)) DEFERRABLE INITIALLY DEFERRED"
    case .nullable(let table, let column): "ALTER TABLE \(table.sql) ALTER COLUMN \(id(column)) DROP NOT NULL"
    case .addRule(let name, let table): "CREATE RULE \(id(name)) AS ON DELETE TO \(table.sql) DO ALSO NOTHING"
    case .addPublication(let name, let table): "CREATE PUBLICATION \(id(name)) FOR TABLE \(table.sql)"
    case .addChild(let child, let parent): "CREATE TABLE \(child.sql) () INHERITS (\(parent.sql))"
    case .attribute, .adminOption, .roleSetting, .databaseSetting, .parameter, .databaseOwner, .defaultGrant: roleSQL
    }
  }

  private static func replacing(_ create: String) -> String {
    create.hasPrefix("CREATE OR REPLACE ") ? create : "CREATE OR REPLACE " + create.dropFirst("CREATE ".count)
  }

  /// Whatever the database is called.
  private static func onDatabase(_ change: String, _ value: String) -> String {
    Statement.doBlock(
      "BEGIN EXECUTE pg_catalog.format('ALTER DATABASE %I \(change)', pg_catalog.current_database(), "
        + "\(Quoting.text(value))); END")
  }

  /// What is about roles, and what hangs on them.
  private var roleSQL: String {
    switch self {
    case .attribute(let role, let attribute, let held):
      "ALTER ROLE \(id(role)) \(held ? "" : "NO")\(attribute.rawValue)"
    case .adminOption(let role, let member, true): "GRANT \(id(role)) TO \(id(member)) WITH ADMIN OPTION"
    case .adminOption(let role, let member, false): "REVOKE ADMIN OPTION FOR \(id(role)) FROM \(id(member))"
    case .roleSetting(let role, let name, let value?): "ALTER ROLE \(id(role)) SET \(name) = \(Quoting.text(value))"
    case .roleSetting(let role, let name, nil): "ALTER ROLE \(id(role)) RESET \(name)"
    case .databaseSetting(let name, let value): Self.onDatabase("SET \(name) = %L", value)
    case .parameter(let name, let role, let held):
      "\(held ? "GRANT" : "REVOKE") SET ON PARAMETER \(name) \(held ? "TO" : "FROM") \(id(role))"
    case .databaseOwner(let role): Self.onDatabase("OWNER TO %I", role)
    case .defaultGrant(let role, let privilege, let objects, let grantee):
      "ALTER DEFAULT PRIVILEGES FOR ROLE \(id(role)) GRANT \(privilege.rawValue) ON \(objects.rawValue) TO \(grantee.sql)"
    default: ""
    }
  }
}
