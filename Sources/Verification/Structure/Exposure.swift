package import Diagnostics
package import SchemaModel

/// What lets a login past row security, read from a snapshot alone: no policy is needed and no row is touched.
///
/// It can only find reasons for distrust. No finding means that none of these was seen, not that rows are isolated.
package struct Exposure: Sendable {
  let login: String
  let snapshot: SchemaSnapshot
  /// What the server's log keeps.
  let logs: LogSettings
  /// The login and every role that it is, or may become, a member of.
  let reachable: [DatabaseRole]

  /// Looks at one login.
  ///
  /// - Parameters:
  ///   - login: The name that the server knows as `session_user`.
  ///   - snapshot: Of all schemas; a part hides what it does not hold.
  ///   - logs: What the server's log keeps, as the login has it; without, what it does by default.
  package init(of login: String, in snapshot: SchemaSnapshot, logs: LogSettings = LogSettings()) {
    self.login = login
    self.logs = logs
    self.snapshot = snapshot
    reachable = snapshot.closure(of: login)
  }

  /// Every reason for distrust, the gravest first.
  package var findings: [Diagnostic] {
    (attributes + predefinedRoles + tables + borrowed + creation + settings + trails + systemGrants + flaws).sorted {
      ($1.severity, $0.id, $0.summary) < ($0.severity, $1.id, $1.summary)
    }
  }

  func finding(
    _ id: String, _ severity: Severity, _ summary: String, _ note: String, fix: String
  ) -> Diagnostic {
    Diagnostic(id: id, severity: severity, summary: summary, location: .unknown, notes: [note], fix: fix)
  }

  private func path(to role: String) -> String { role == login ? login : "\(login), through \(role)," }

  /// Role attributes that stand above row security, or lead there.
  var attributes: [Diagnostic] {
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
  var predefinedRoles: [Diagnostic] {
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

  /// The privileges that the login holds, itself, by membership or as part of everybody.
  func holds(_ grants: [String]) -> Set<String> {
    Set(
      grants.compactMap(Grant.init(parsing:)).filter { grant in
        grant.role.map { name in reachable.contains { $0.name == name } } ?? true
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
      let held = holds(table.grants)
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

  /// Places where the login may make objects that others trip over.
  private var creation: [Diagnostic] {
    snapshot.objects.filter { $0.kind == "schema" && holds($0.grants).contains("CREATE") }.map {
      finding(
        "AZ510", .warning, "\(login) may CREATE in schema \($0.name)",
        "an object made there can stand in for another one of the same name", fix: "REVOKE CREATE ON the schema")
    }
  }

  /// What the server keeps from everybody, and somebody gave away: statistics hold values of all rows, routines read files.
  private var systemGrants: [Diagnostic] {
    snapshot.objects.filter { $0.kind == "system grant" }.compactMap { object in
      let held = holds(object.grants).sorted()
      guard !held.isEmpty else { return nil }
      return finding(
        "AZ515", .error, "\(login) may \(held.joined(separator: ", ")) on \(object.name), which is kept from everybody",
        "row security filters none of it, and neither server nor extension gives it to anybody", fix: "REVOKE it")
    }
  }

  /// Defects of the server, where the login has what they take.
  private var flaws: [Diagnostic] {
    let upserting = snapshot.tables.filter { table in
      table.rowSecurity && holds(table.grants).isSuperset(of: ["INSERT", "UPDATE"])
        && !reachable.contains { $0.name == table.owner }
    }
    guard !upserting.isEmpty else { return [] }
    return ServerFlaw.known.filter { $0.isIn(snapshot.engine) }.map { flaw in
      finding(
        "AZ516", .error,
        "\(login) may insert into and update \(upserting.map { "\($0.name)" }.joined(separator: ", ")) on a server with \(flaw.id)",
        flaw.words(snapshot.engine), fix: "update the server")
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
