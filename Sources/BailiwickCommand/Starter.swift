import ArgumentParser
import PolicyModel

/// What `init` writes: a table that tenants own, two roles, one condition.
enum Starter {
  /// How principals prove who they are.
  enum Bound: String, ExpressibleByArgument, CaseIterable {
    case login, session

    fileprivate var clause: String {
      switch self {
      case .login: ""
      case .session:
        """
          // One login serves many: each transaction binds the token of an open session.
          Bind(.session(lifetime: .hours(12), idle: .minutes(30)))


        """
      }
    }

    fileprivate var clauses: [BindClause] {
      switch self {
      case .login: []
      case .session: [BindClause(.session(SessionWindow(lifetime: .hours(12), idle: .minutes(30))))]
      }
    }
  }

  /// `Policy.swift`. The same policy as ``policy(_:)``, which a test holds it to.
  static func swift(_ bound: Bound) -> String {
    head + bound.clause + body
  }

  private static let head = """
    import Bailiwick

    let policy = Policy("app") {

    """

  private static let body = """
      // One row a tenant: nobody sees the rows of another.
      Tenants(in: "app.tenants", key: "id") { Allow(.select, to: "reader") }

      Role("reader")
      Role("editor", inherits: "reader")

      // Every table of the schema that has the column belongs to the tenant in it.
      Schema("app") { Owned(by: "tenant_id") }

      Table("app.documents") {
        Allow(.select, to: "reader")
        Allow(.insert, to: "editor", resulting: column("state") == "draft")
        Allow(.update, to: "editor", where: column("state") != "final", resulting: .anything)
      }
    }

    """

  /// The same as a value, for where there is no compiler.
  static func policy(_ bound: Bound) -> Policy {
    var policy = unbound
    policy.bindings = bound.clauses
    return policy
  }

  private static let unbound = Policy(
    name: "app",
    tenants: TenantsClause(
      table: "app.tenants", key: "id", rules: TableRules(allows: [AllowRule([.select], to: ["reader"])])),
    roles: [RoleClause("reader"), RoleClause("editor", inherits: ["reader"])],
    schemas: [SchemaClause("app", ownerships: [OwnershipClause(.column("tenant_id"))])],
    tables: [
      TablesClause(
        ["app.documents"],
        rules: TableRules(allows: [
          AllowRule([.select], to: ["reader"]),
          AllowRule(
            [.insert], to: ["editor"], resulting: .compare(.column("state"), .equal, .literal(.text("draft")))),
          AllowRule(
            [.update], to: ["editor"], where: .compare(.column("state"), .notEqual, .literal(.text("final"))),
            resulting: .anything),
        ]))
    ])

  /// The application's own first migration.
  static let up = """
    CREATE SCHEMA app;

    CREATE TABLE app.tenants (
      id uuid PRIMARY KEY,
      name text NOT NULL
    );

    CREATE TABLE app.documents (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      tenant_id uuid NOT NULL REFERENCES app.tenants (id),
      title text NOT NULL,
      state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'final'))
    );
    CREATE INDEX documents_tenant_idx ON app.documents (tenant_id);

    """

  /// The way back.
  static let down = "DROP SCHEMA app CASCADE;\n"
}
