import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A mask that the column's type or the number does not fit.
  static let unfitMask = Check(
    "AZ334", .error, "a mask that the column's type or the number does not fit",
    reason: """
      keepLast shows the last characters of a text. Another type has none; fewer than one is what Hide says; and \
      since no more than half is ever shown, a number beyond the usual length shows half of every value, whatever it \
      is.
      """,
    bad: """
      Mask("balance", with: .keepLast(2), except: "clerk")       // numeric
      Mask("iban", with: .keepLast(0), except: "clerk")
      """,
    good: """
      Hide("balance", except: "clerk")
      Mask("iban", with: .keepLast(4), except: "clerk")
      """
  ) { subject in
    subject.resolved.tables.flatMap { table in
      table.masked.compactMap { gate -> Finding? in
        guard case .keepLast(let count)? = gate.mask, let column = table.table.column(gate.column) else { return nil }
        let isText = column.type == "text" || column.type.hasPrefix("character")
        let wrong =
          !isText
          ? "is \(column.type), not text" : count < 1 ? "would show \(count) characters" : "would always show half"
        guard !isText || count < 1 || count > 32 else { return nil }
        return Finding(
          table.name, "the masked \(table.name).\(gate.column) \(wrong)",
          at: subject.gateLocation(gate.column, of: table),
          fix: isText && count > 32 ? "keep fewer characters" : "Hide(\"\(gate.column)\", except: …)")
      }
    }
  }
}
