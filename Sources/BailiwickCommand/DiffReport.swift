import AccessModel
import Diagnostics

/// A comparison for people: the answer first, then role by role, what binds everybody last.
struct DiffReport {
  private let diff: AccessDiff
  private let lines: [Line]

  /// A change of cells with the other roles that it reaches in the same words.
  private struct Line {
    var change: AccessChange
    var others: [String] = []
  }

  init(_ diff: AccessDiff) {
    self.diff = diff
    var lines: [Line] = []
    // Roles that inherit tell the same change again; it is told once, of the role that has the rule.
    for change in diff.access {
      let index = lines.firstIndex { line in
        var same = line.change
        same.role = change.role
        return same == change && change.origin == line.change.origin
      }
      if let index { lines[index].others.append(change.role) } else { lines.append(Line(change: change)) }
    }
    self.lines = lines.map { line in
      let roles = [line.change.role] + line.others
      guard let origin = line.change.origin, roles.contains(origin) else { return line }
      var told = line
      told.change.role = origin
      told.others = roles.filter { $0 != origin }
      return told
    }
  }

  /// `WIDENS  2 gained, 1 narrowed`.
  private var verdict: String {
    if diff.isEmpty { return "NO CHANGE" }
    let effects = diff.access.map(\.effect) + diff.clauses.filter { $0.kind != .role }.map(\.effect)
    let counts = Effect.allCases.compactMap { effect -> String? in
      let count = effects.count { $0 == effect }
      return count == 0 ? nil : "\(count) \(effect.rawValue)"
    }
    return "\(diff.widens ? "WIDENS" : "WIDENS NOTHING")  \(counts.joined(separator: ", "))"
  }

  private var sameness: String {
    "\(diff.same) of \(diff.cells) role × table × command × column grant the same"
  }

  /// Plain text.
  var text: String {
    var text = verdict + "\n"
    for role in Set(lines.map(\.change.role)).sorted() {
      text += "\n\(role)\n"
      for line in lines where line.change.role == role {
        text += told(line.change)
        if !line.others.isEmpty { text += "      likewise \(line.others.joined(separator: ", "))\n" }
      }
    }
    if !diff.clauses.isEmpty { text += "\nclauses\n" }
    for change in diff.clauses {
      text += "  \(change.effect.sign) \(change.sentence)\(place(change.location.fileAndLine))\n"
    }
    return text + "\n\(sameness)\n"
  }

  /// A line, and two more where rows or columns are more or fewer than they were.
  private func told(_ change: AccessChange) -> String {
    let place = place(change.location.fileAndLine)
    let (what, how): (String, String)
    switch change.effect {
    case .gained, .lost: return "  \(change.effect.sign) \(change.predicate)\(place)\n"
    case .widened: (what, how) = ("wider", change.undecided ? " (not known to be narrower)" : "")
    case .narrowed: (what, how) = ("narrower", "")
    case .unknown: (what, how) = ("other", " (other data decides whose rows they are)")
    }
    return "  \(change.effect.sign) \(what) \(change.what)\(how)\(place)\n"
      + "      now  \(change.after ?? "nothing")\n      was  \(change.before ?? "nothing")\n"
  }

  private func place(_ location: String) -> String { location.isEmpty ? "" : "  \(location)" }

  /// A comment for a review: one table.
  var markdown: String {
    var text = "**\(escaped(verdict))**\n"
    if !diff.isEmpty { text += "\n| | who | what | where |\n|---|---|---|---|\n" }
    for line in lines {
      let roles = ([line.change.role] + line.others).map(code).joined(separator: ", ")
      text += row(line.change.effect, roles, line.change.predicate, line.change.location.fileAndLine)
    }
    for change in diff.clauses {
      text += row(change.effect, "clauses", change.sentence, change.location.fileAndLine)
    }
    return text + "\n\(sameness).\n"
  }

  private func row(_ effect: Effect, _ who: String, _ what: String, _ place: String) -> String {
    "| \(effect.rawValue) | \(who) | \(escaped(what)) | \(place.isEmpty ? "" : code(place)) |\n"
  }

  private func code(_ text: String) -> String { "`\(text.replacing("`", with: "'").replacing("|", with: "\\|"))`" }

  /// Text that Markdown takes as it stands: nothing of a policy's names and constants may become markup.
  private func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\n", "\r\n", "\r": result += " "
      case "\\", "|", "*", "_", "`", "[", "]", "<", ">", "~", "#", "&", "@": result += "\\\(character)"
      default: result.append(character)
      }
    }
    return result
  }
}

extension Effect {
  fileprivate var sign: String {
    switch self {
    case .gained: "+"
    case .lost: "-"
    case .widened, .narrowed: "~"
    case .unknown: "?"
    }
  }
}
