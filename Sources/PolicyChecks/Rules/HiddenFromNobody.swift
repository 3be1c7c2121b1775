import Diagnostics
import PolicyModel

extension Check {
  /// A column is hidden from nobody.
  static let hiddenFromNobody = Check(
    "AZ333", .warning, "a column is hidden from nobody",
    reason: """
      Every role that reads the table is among the exceptions, so the clause looks like protection and is none. A \
      role that inherits an exempt one is exempt too.
      """,
    bad: """
      Allow(.select, to: "manager")
      Hide("margin", except: "clerk")                 // Role("manager", inherits: "clerk")
      """,
    good: """
      Allow(.select, to: "viewer")
      Hide("margin", except: "clerk")
      """
  ) { subject in
    subject.resolved.tables.flatMap { table -> [Finding] in
      let readers = Set(table.rules(for: .select).map(\.role))
      guard !readers.isEmpty else { return [] }
      return table.gates.filter { readers.isSubset(of: $0.seers) }.map { gate in
        Finding(
          table.name,
          "all who read \(table.name) see \(gate.column), which is \(gate.mask == nil ? "hidden" : "masked")",
          at: subject.gateLocation(gate.column, of: table), notes: ["readers: \(names(readers.sorted()))"],
          fix: "name fewer exceptions, or leave the clause out")
      }
    }
  }
}
