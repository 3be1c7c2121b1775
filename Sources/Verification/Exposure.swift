package import Diagnostics
package import SchemaModel

/// What lets a login past row security, read from a snapshot alone: no policy is needed and no row is touched.
///
/// It can only find reasons for distrust. No finding means that none of these was seen, not that rows are isolated.
package struct Exposure: Sendable {
  private let login: String
  private let snapshot: SchemaSnapshot
  /// The login and every role that it is, or may become, a member of.
  private let reachable: [DatabaseRole]

  /// Looks at one login.
  ///
  /// - Parameters:
  ///   - login: The name that the server knows as `session_user`.
  ///   - snapshot: Of all schemas; a part hides what it does not hold.
  package init(of login: String, in snapshot: SchemaSnapshot) {
    self.login = login
    self.snapshot = snapshot
    var names: Set<String> = [login]
    var waiting = [login]
    while let name = waiting.popLast() {
      for parent in snapshot.roles.first(where: { $0.name == name })?.memberOf ?? [] {
        if names.insert(parent).inserted { waiting.append(parent) }
      }
    }
    reachable = names.sorted().map { name in
      snapshot.roles.first { $0.name == name } ?? DatabaseRole(name)
    }
  }

  /// Every reason for distrust, the gravest first.
  package var findings: [Diagnostic] {
    (attributes + predefinedRoles + tables + views + routines + creation + settings).sorted {
      ($1.severity, $0.id, $0.summary) < ($0.severity, $1.id, $1.summary)
    }
  }

  private func finding(
    _ id: String, _ severity: Severity, _ summary: String, _ note: String, fix: String
  ) -> Diagnostic {
    Diagnostic(id: id, severity: severity, summary: summary, location: .unknown, notes: [note], fix: fix)
  }

  private func path(to role: String) -> String { role == login ? login : "\(login), through \(role)," }

  /// Role attributes that stand above row security, or lead there.
  private var attributes: [Diagnostic] {
    let grave: [(attribute: String, note: String)] = [
      ("superuser", "row security never applies to a superuser"),
      ("bypassrls", "row security never applies to a role with BYPASSRLS"),
      ("replication", "replication carries every row away, unfiltered"),
      ("createrole", "PostgreSQL 15 lets it grant itself other roles, the owners of tables among them"),
    ]
    return reachable.flatMap { role in
      grave.filter { role.attributes.contains($0.attribute) }.map {
        finding(
          "AZ501", .error, "\(path(to: role.name)) has \($0.attribute.uppercased())", $0.note,
          fix: "serve requests with a login that has none of these attributes and is a member of no role that has")
      }
    }
  }

  /// Roles of the server's own that reach data without row privileges.
  private var predefinedRoles: [Diagnostic] {
    let grave = [
      "pg_read_server_files": "it reads the files that tables are kept in",
      "pg_write_server_files": "it writes the files that tables are kept in",
      "pg_execute_server_program": "it runs programs as the server's user",
      "pg_read_all_data": "it may read every table, those without row security too",
      "pg_write_all_data": "it may write every table, those without row security too",
    ]
    return reachable.compactMap { role in
      grave[role.name].map {
        finding("AZ502", .error, "\(login) is a member of \(role.name)", $0, fix: "REVOKE it from the login")
      }
    }
  }

  /// A privilege that the login holds, itself, by membership or as part of everybody.
  private func holds(_ grants: [String], owner: String) -> Set<String> {
    let names = Set(reachable.map(\.name))
    return Set(
      grants.compactMap(Grant.init(parsing:)).filter { grant in
        grant.role.map { names.contains($0) && $0 != owner } ?? true
      }.map(\.privilege))
  }

  private var tables: [Diagnostic] {
    snapshot.tables.flatMap { table -> [Diagnostic] in
      if reachable.contains(where: { $0.name == table.owner }) {
        return [
          finding(
            "AZ503", .error, "\(path(to: table.owner)) owns \(table.name)",
            table.forced
              ? "row security is forced, but an owner may switch it off" : "row security does not bind an owner",
            fix: "give the table to a role without LOGIN that no serving login is a member of")
        ]
      }
      let held = holds(table.grants, owner: table.owner)
      var found: [Diagnostic] = []
      if held.contains("TRUNCATE") {
        found.append(
          finding(
            "AZ504", .error, "\(login) may TRUNCATE \(table.name)", "TRUNCATE removes every tenant's rows at once",
            fix: "REVOKE TRUNCATE ON the table"))
      }
      let rows = held.intersection(["SELECT", "INSERT", "UPDATE", "DELETE"]).sorted()
      if !rows.isEmpty, !table.rowSecurity {
        found.append(
          finding(
            "AZ505", .error, "\(login) may \(rows.joined(separator: ", ")) all rows of \(table.name)",
            "row security is off there", fix: "enable and force row security, or revoke the privilege"))
      }
      if !rows.isEmpty, table.policies.contains(where: { $0.text.contains("current_setting(") }) {
        found.append(
          finding(
            "AZ506", .warning, "a policy of \(table.name) trusts a setting",
            "whoever can run SQL can set it, so it names a tenant but proves none",
            fix: "derive the tenant from session_user, or from a secret that is looked up"))
      }
      return found
    }
  }

  /// Views whose owner row security does not bind, so that it does not bind their readers either.
  private var views: [Diagnostic] {
    snapshot.objects.filter { $0.kind.hasSuffix("view") && holds($0.grants, owner: $0.owner).contains("SELECT") }
      .compactMap { view in
        if view.kind == "materialized view" {
          return finding(
            "AZ507", .error, "\(login) may read the materialized view \(view.name)",
            "its rows are a copy that no policy filters", fix: "revoke SELECT on it")
        }
        let options = view.text.split(separator: "\n").first ?? ""
        let exempt = snapshot.roles.first { $0.name == view.owner }.map {
          $0.attributes.contains("superuser") || $0.attributes.contains("bypassrls")
        }
        let unbound =
          exempt == true || snapshot.tables.contains { $0.owner == view.owner && $0.rowSecurity && !$0.forced }
        guard unbound, !options.contains("security_invoker=true"), !options.contains("security_invoker=on") else {
          return nil
        }
        return finding(
          "AZ508", .error, "\(login) may read the view \(view.name), which runs as \(view.owner)",
          "row security does not bind that owner, so the view shows what its query selects",
          fix: "give the view to a role that row security binds, or set security_invoker")
      }
  }

  /// Routines that run as somebody else.
  private var routines: [Diagnostic] {
    snapshot.objects.filter {
      ["function", "procedure"].contains($0.kind) && $0.text.contains("\n SECURITY DEFINER")
        || $0.text.contains(" SECURITY DEFINER\n")
    }.filter { holds($0.grants, owner: $0.owner).contains("EXECUTE") }.map { routine in
      finding(
        "AZ509", .warning, "\(login) may call \(routine.name), which runs as \(routine.owner)",
        "what it returns is up to its body, which nobody has read here",
        fix: "revoke EXECUTE, or have the routine reviewed")
    }
  }

  /// Places where the login may make objects that others trip over.
  private var creation: [Diagnostic] {
    snapshot.objects.filter { $0.kind == "schema" && holds($0.grants, owner: "").contains("CREATE") }.map {
      finding(
        "AZ510", .warning, "\(login) may CREATE in schema \($0.name)",
        "an object made there can stand in for another one of the same name", fix: "REVOKE CREATE ON the schema")
    }
  }

  /// Settings that every new connection of the login starts with.
  private var settings: [Diagnostic] {
    reachable.filter { $0.name == login && !$0.settings.isEmpty }.map {
      finding(
        "AZ511", .note, "\(login) starts with \($0.settings.joined(separator: ", "))",
        "a login may set such defaults for itself, and pooled sessions then start with them",
        fix: "ALTER ROLE … RESET ALL, if nobody meant it")
    }
  }
}
