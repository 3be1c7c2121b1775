import SchemaModel

extension CatalogFact {
  /// The condition in SQL, over catalogs that both engines have. Privileges come from `information_schema`: CockroachDB's ACL
  /// columns are empty and its has_function_privilege answers true for everybody (seen by others on 26.2.5).
  package var condition: String {
    // What was taken is gone when none is left, not when one is.
    if case .privileges(let privileges, let tables, let roles) = subject {
      let count = subject.granted(privileges, tables, roles)
      return holds ? "\(count) >= \(max(privileges.count, 1) * tables.count * roles.count)" : "\(count) = 0"
    }
    return "\(holds ? "" : "NOT ")\(subject.condition)"
  }

  /// One query for all of them: one row, one truth value.
  package static func query(_ facts: [CatalogFact]) -> String {
    "SELECT " + (facts.isEmpty ? "true" : facts.map(\.condition).joined(separator: "\n  AND "))
  }
}

extension CatalogFact.Subject {
  fileprivate var condition: String {
    switch self {
    case .role(let name): exists("pg_roles r", "r.rolname = \(text(name))")
    case .membership(let role, let member):
      exists(
        "pg_auth_members m JOIN pg_catalog.pg_roles r ON r.oid = m.roleid JOIN pg_catalog.pg_roles u ON u.oid = m.member",
        "r.rolname = \(text(role)) AND u.rolname = \(text(member))")
    case .schema(let name): exists("pg_namespace n", "n.nspname = \(text(name))")
    case .relation(let name): exists(Self.classes, named(name))
    case .index(let name):
      exists("pg_indexes i", "i.schemaname = \(text(name.schema)) AND i.indexname = \(text(name.name))")
    case .column(let table, let column): attribute(table, column, "true")
    case .notNull(let table, let column): attribute(table, column, "a.attnotnull")
    case .columnDefault(let table, let column): attribute(table, column, "a.atthasdef")
    case .constraint(let table, let name):
      exists(
        "\(Self.classes) JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid",
        "\(named(table)) AND k.conname = \(text(name)) AND k.convalidated")
    case .policyName(let table, let name): exists("pg_policies p", policy(table, name))
    case .policy(let head): exists("pg_policies p", policy(head.table, head.name) + said(head))
    // CockroachDB fills pg_trigger from 25.3.
    case .trigger(let table, let name):
      exists(
        "\(Self.classes) JOIN pg_catalog.pg_trigger g ON g.tgrelid = c.oid",
        "\(named(table)) AND g.tgname = \(text(name))")
    case .routine(let name, let count): exists(Self.routines, routine(name, count))
    case .owner(let owned, let role): owner(owned, role)
    case .rowSecurity(let table): exists(Self.classes, "\(named(table)) AND c.relrowsecurity")
    case .forcedRowSecurity(let table): exists(Self.classes, "\(named(table)) AND c.relforcerowsecurity")
    case .privileges(let privileges, let tables, let roles): "\(granted(privileges, tables, roles)) > 0"
    }
  }

  private static let classes = "pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
  private static let routines = "pg_proc f JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace"

  private func text(_ value: String) -> String { Quoting.text(value) }

  private func exists(_ from: String, _ condition: String) -> String {
    "EXISTS (SELECT 1 FROM pg_catalog.\(from) WHERE \(condition))"
  }

  private func named(_ name: QualifiedName) -> String {
    "n.nspname = \(text(name.schema)) AND c.relname = \(text(name.name))"
  }

  private func attribute(_ table: QualifiedName, _ column: String, _ condition: String) -> String {
    exists(
      "\(Self.classes) JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid",
      "\(named(table)) AND a.attname = \(text(column)) AND NOT a.attisdropped AND \(condition)")
  }

  private func routine(_ name: QualifiedName, _ count: Int) -> String {
    "n.nspname = \(text(name.schema)) AND f.proname = \(text(name.name)) AND f.pronargs = \(count)"
  }

  private func owner(_ owned: CatalogFact.Owned, _ role: String) -> String {
    let isOwner = "o.rolname = \(text(role))"
    return switch owned {
    case .schema(let name):
      exists(
        "pg_namespace n JOIN pg_catalog.pg_roles o ON o.oid = n.nspowner", "n.nspname = \(text(name)) AND \(isOwner)")
    case .relation(let name):
      exists("\(Self.classes) JOIN pg_catalog.pg_roles o ON o.oid = c.relowner", "\(named(name)) AND \(isOwner)")
    case .routine(let name, let count):
      exists(
        "\(Self.routines) JOIN pg_catalog.pg_roles o ON o.oid = f.proowner", "\(routine(name, count)) AND \(isOwner)")
    }
  }

  private func policy(_ table: QualifiedName, _ name: String) -> String {
    "p.schemaname = \(text(table.schema)) AND p.tablename = \(text(table.name)) AND p.policyname = \(text(name))"
  }

  /// `permissive` is in lower case on CockroachDB (logic test row_level_security); everybody is `public` on both.
  private func said(_ head: CatalogFact.PolicyHead) -> String {
    let roles = head.grantees.map { grantee -> String in
      switch grantee {
      case .everybody: text("public")
      case .role(let name): text(name)
      }
    }
    return " AND lower(p.permissive) = \(text(head.restrictive ? "restrictive" : "permissive"))"
      + " AND upper(p.cmd) = \(text(head.command.rawValue)) AND cardinality(p.roles) = \(roles.count)"
      + roles.map { " AND \($0) = ANY (p.roles)" }.joined()
      + " AND p.qual IS \(head.hasUsing ? "NOT " : "")NULL AND p.with_check IS \(head.hasCheck ? "NOT " : "")NULL"
  }

  /// How many of the privileges are held.
  fileprivate func granted(_ privileges: [Privilege], _ tables: [QualifiedName], _ roles: [String]) -> String {
    let named = privileges.isEmpty ? "" : " AND h.privilege_type IN (\(list(privileges.map(\.rawValue))))"
    let pairs = tables.map { "(\(text($0.schema)), \(text($0.name)))" }.joined(separator: ", ")
    let rows =
      "SELECT DISTINCT h.table_schema, h.table_name, h.grantee, h.privilege_type FROM information_schema.table_privileges h "
      + "WHERE (h.table_schema, h.table_name) IN (\(pairs)) AND h.grantee IN (\(list(roles)))\(named)"
    return "(SELECT count(*) FROM (\(rows)) AS held)"
  }

  private func list(_ names: [String]) -> String { names.map(text).joined(separator: ", ") }
}
