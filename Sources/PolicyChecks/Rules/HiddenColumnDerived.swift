import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A column that others see is computed from a hidden one.
  static let hiddenColumnDerived = Check(
    "AZ311", .error, "a column that others see is computed from a hidden one",
    reason: """
      A generated column holds what it was computed from, in another form: hiding the source and showing the result \
      hides nothing. The same goes for a masked source.
      """,
    bad: """
      margin_pct numeric GENERATED ALWAYS AS (margin / price * 100) STORED
      Hide("margin", except: "manager")
      """,
    good: """
      margin_pct numeric GENERATED ALWAYS AS (margin / price * 100) STORED
      Hide("margin", "margin_pct", except: "manager")
      """
  ) { subject in
    subject.resolved.tables.flatMap { table in
      table.gates.flatMap { gate in
        table.table.columns.filter { column in
          guard let expression = column.generationExpression, SQLText(expression).names(gate.column) else {
            return false
          }
          let readers = table.rules(for: .select).filter { $0.columns.contains(column.name) }.map(\.role)
          let gated = table.rules(for: .select).flatMap(\.gated).filter { $0.column == column.name }.flatMap(\.seers)
          let masked = table.masked.contains { $0.column == column.name && Set($0.seers).isSubset(of: gate.seers) }
          return !masked && !Set(readers + gated).isSubset(of: gate.seers)
        }.map { column in
          Finding(
            table.name, "\(table.name).\(column.name) shows what is hidden in \(gate.column)",
            at: subject.gateLocation(gate.column, of: table),
            notes: ["it is computed as \(column.generationExpression ?? "")"],
            fix: "hide \"\(column.name)\" with the same exceptions")
        }
      }
    }
  }
}
