import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A view shows an owned table with rights that row security does not bind.
  static let viewPastPolicy = Check(
    "AZ312", .warning, "a view shows an owned table with rights that row security does not bind",
    reason: """
      Unless it is made WITH (security_invoker), a view reads with its owner's rights. Row security never applies to \
      a superuser or to BYPASSRLS, and to a table's owner only where it is forced. A materialized view is a copy \
      without any policy.
      """,
    bad: """
      CREATE VIEW app.open_orders AS SELECT * FROM app.orders WHERE closed_at IS NULL;
      """,
    good: """
      CREATE VIEW app.open_orders WITH (security_invoker = true) AS SELECT * FROM app.orders WHERE closed_at IS NULL;
      """
  ) { subject in
    subject.snapshot.objects.filter { $0.kind.hasSuffix("view") }.flatMap { view in
      let query = view.query
      return subject.resolved.tables.filter { table in
        table.classification != .shared && query.names(table.name) && subject.passesBy(table, through: view)
      }.map { table in
        let seen = table.gates.map(\.column).filter(query.names)
        return Finding(
          table.name, "the \(view.kind) \(view.name) shows every tenant's rows of \(table.name)", at: table.location,
          notes: ["it reads as \(view.owner)"] + (seen.isEmpty ? [] : ["it names the hidden \(names(seen))"]),
          fix: view.kind == "view"
            ? "ALTER VIEW \(view.name) SET (security_invoker = true)"
            : "withhold it from every login that serves requests")
      }
    }
  }
}

extension Subject {
  /// Whether row security does not filter what a view reads of a table.
  func passesBy(_ table: ResolvedTable, through view: SchemaObject) -> Bool {
    if view.kind == "materialized view" { return true }
    let owned = table.table.owner == view.owner && !table.table.forced
    return !view.runsAsCaller && (owned || snapshot.isAboveRowSecurity(view.owner))
  }
}
