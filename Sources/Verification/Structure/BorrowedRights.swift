import Diagnostics
import SchemaModel

extension Exposure {
  /// Views, routines and foreign tables that run as somebody else, whom row security may not bind.
  var borrowed: [Diagnostic] { views + routines + foreignTables }

  private var views: [Diagnostic] {
    snapshot.objects.filter { $0.kind.hasSuffix("view") }.compactMap { view in
      let held = holds(view.grants).intersection(["SELECT", "INSERT", "UPDATE", "DELETE"]).sorted()
      guard !held.isEmpty else { return nil }
      if view.kind == "materialized view" {
        return finding(
          "AZ507", .error, "\(login) may read the materialized view \(view.name)",
          "its rows are a copy that no policy filters", fix: "revoke SELECT on it")
      }
      guard !runsAsCaller(view) else { return nil }
      let words = held.joined(separator: ", ")
      let summary = "\(login) may \(words) through the view \(view.name), which runs as \(view.owner)"
      guard isUnbound(view.owner) else {
        return finding(
          "AZ512", .note, summary, "which rows it shows is up to its query, which nobody has read here",
          fix: "have the query reviewed, or set security_invoker")
      }
      return finding(
        "AZ508", .error, summary, "row security does not bind that owner, so the view shows what its query selects",
        fix: "give the view to a role that row security binds, or set security_invoker")
    }
  }

  /// The first line of a view's text is its options, and only them: the query cannot pose as one.
  private func runsAsCaller(_ view: SchemaObject) -> Bool {
    let options = view.text.prefix { $0 != "\n" }.split(separator: " ")
    return options.contains("security_invoker=true") || options.contains("security_invoker=on")
  }

  /// Whether some guarded table shows the role all its rows. BYPASSRLS and SUPERUSER are not inherited; the exemption
  /// of an owner whom FORCE does not bind is (PostgreSQL's documentation, "Row Security Policies").
  private func isUnbound(_ role: String) -> Bool {
    let closure = snapshot.closure(of: role)
    let exempt = closure.first { $0.name == role }.map {
      $0.attributes.contains("superuser") || $0.attributes.contains("bypassrls")
    }
    return exempt == true
      || snapshot.tables.contains { table in
        table.rowSecurity && !table.forced && closure.contains { $0.name == table.owner }
      }
  }

  /// The words are looked for in the whole text: a body that merely mentions them is one warning too many, and the
  /// server puts them beside others (`STABLE SECURITY DEFINER COST 5`), so no place for them is certain.
  private var routines: [Diagnostic] {
    snapshot.objects.filter { routine in
      ["function", "procedure"].contains(routine.kind) && routine.text.contains("SECURITY DEFINER")
        && !reachable.contains { $0.name == routine.owner } && holds(routine.grants).contains("EXECUTE")
    }.map { routine in
      finding(
        "AZ509", .warning, "\(login) may call \(routine.name), which runs as \(routine.owner)",
        "what it returns is up to its body, which nobody has read here",
        fix: "revoke EXECUTE, or have the routine reviewed")
    }
  }
}

extension Exposure {
  private var foreignTables: [Diagnostic] {
    snapshot.objects.filter { $0.kind == "foreign table" }.compactMap { table in
      let held = holds(table.grants).intersection(["SELECT", "INSERT", "UPDATE", "DELETE"]).sorted()
      guard !held.isEmpty else { return nil }
      return finding(
        "AZ513", .warning, "\(login) may \(held.joined(separator: ", ")) on the foreign table \(table.name)",
        "the server behind it, which may be this one, knows the user of its mapping and not the caller",
        fix: "revoke it, or show the rows by a table that row security guards")
    }
  }
}

extension SchemaSnapshot {
  /// Schemas of the server's own, into which everybody may look.
  static let ownSchemas: Set = ["pg_catalog", "information_schema"]

  /// The role and all that it is, or may become, a member of.
  func closure(of role: String) -> [DatabaseRole] {
    var names: Set<String> = [role]
    var waiting = [role]
    while let name = waiting.popLast() {
      for parent in roles.first(where: { $0.name == name })?.memberOf ?? [] {
        if names.insert(parent).inserted { waiting.append(parent) }
      }
    }
    return names.sorted().map { name in roles.first { $0.name == name } ?? DatabaseRole(name) }
  }
}
