import AccessModel
import Diagnostics
import PolicyModel
import SchemaModel

extension ShownAccess {
  /// The whole text: tables, matrix, ways in.
  var text: String {
    let counts = "\(policy.roles.count) roles, \(policy.tables.count) tables, on \(engine)"
    let who = declared.map { "who asks: \($0.words)" }
    let parts = [["policy \(policy.name): \(counts)"] + who, tables, access, waysIn]
    return parts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private var tables: [String] {
    let rows = policy.tables.map {
      ["\($0.name)", $0.whatItIs, $0.basis.words, $0.location.fileAndLine]
    }
    return ["Whose the rows are"]
      + zip(aligned(rows), policy.tables).flatMap { row, table in ["  \(row)", "      \(table.why)"] }
  }

  private var access: [String] {
    var notes: [(text: String, location: SourceLocation)] = []
    func mark(_ role: ResolvedRole, _ table: ResolvedTable) -> String {
      let marks = Command.allCases.compactMap { command -> String? in
        guard let cell = cell(role, table, command) else { return nil }
        guard let note = cell.note else { return command.letter }
        let known = notes.firstIndex { $0.text == note }
        if known == nil { notes.append((note, cell.location)) }
        return command.letter + superscript((known ?? notes.count - 1) + 1)
      }
      return marks.isEmpty ? "-" : marks.joined()
    }
    let head = [""] + policy.roles.map { "\($0.name)\($0.reach == .allTenants ? "*" : "")\($0.anonymous ? "°" : "")" }
    let rows = policy.tables.map { table in ["\(table.name)"] + policy.roles.map { mark($0, table) } }
    let far = policy.roles.contains { $0.reach == .allTenants } ? "; * reaches every tenant" : ""
    let nobody = policy.anonymousRoles.isEmpty ? "" : "; ° is held without a person"
    let footnotes = notes.enumerated().map { index, note in
      "  \(superscript(index + 1)) \(note.text)" + (note.location.line > 0 ? "   \(note.location.fileAndLine)" : "")
    }
    return ["Access, with what is inherited: S select, I insert, U update, D delete\(far)\(nobody)"]
      + aligned([head] + rows).map { "  \($0)" } + (footnotes.isEmpty ? [] : [""] + footnotes)
  }

  /// Columns of equal width, two spaces apart.
  private func aligned(_ rows: [[String]]) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      let line = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  private func superscript(_ number: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return String(String(number).compactMap { $0.wholeNumberValue.map { digits[$0] } })
  }
}

extension Command {
  fileprivate var letter: String { rawValue.prefix(1).uppercased() }
}
