import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A view shows a hidden column with its owner's rights.
  static let hiddenColumnInView = Check(
    "AZ345", .warning, "a view shows a hidden column with its owner's rights",
    reason: """
      Column privileges are asked of the view's owner, not of the caller, unless the view is made WITH \
      (security_invoker). So whoever may read such a view reads the column, though its rows are filtered.
      """,
    bad: """
      CREATE VIEW app.profits AS SELECT id, margin FROM app.orders;      -- owned by reporting
      Hide("margin", except: "manager")
      """,
    good: """
      CREATE VIEW app.profits WITH (security_invoker = true) AS SELECT id, margin FROM app.orders;
      Hide("margin", except: "manager")
      """
  ) { subject in
    subject.snapshot.objects.filter { $0.kind == "view" && !$0.runsAsCaller }.flatMap { view -> [Finding] in
      // The views that this policy makes name the columns that they mask; their owners carry its name.
      guard !view.owner.hasPrefix("\(subject.resolved.name)_") else { return [] }
      let query = view.query
      return subject.resolved.tables.filter { query.names($0.name) && !subject.passesBy($0, through: view) }
        .flatMap { table in
          table.gates.filter { query.names($0.column) }.map { gate in
            Finding(
              table.name, "the view \(view.name) reads \(table.name).\(gate.column) as \(view.owner)",
              at: subject.gateLocation(gate.column, of: table),
              fix: "ALTER VIEW \(view.name) SET (security_invoker = true), or leave the column out of it")
          }
        }
    }
  }
}
