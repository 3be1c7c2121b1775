package import SchemaModel

/// A routine of ours whose body is procedural, with one thing that it does gone: what it asks before it acts, where a setting
/// ends. Bodies of one statement are values, and are changed as such; these are known by their lines alone.
package struct WeakenedRoutine: Hashable, Sendable {
  /// What happened to it.
  package enum Loss: String, Hashable, Sendable, CaseIterable {
    /// A question that is answered by an error.
    case check
    /// A condition that stands beside others.
    case condition
    /// A setting ends with the session, not with the transaction.
    case end
    /// A setting is not made.
    case setting
    /// A row is not locked before it is judged.
    case lock
    /// What was done is not written down.
    case record
  }
  /// The routine.
  package var name: QualifiedName
  /// What happened to it.
  package var loss: Loss
  /// The lines in question, on one.
  package var lines: String
  /// The statement that makes it so.
  package var sql: String
}

extension Statement {
  /// Each way in which the procedural routine that the statement makes could do less; none where it makes no such routine.
  package func weakenedRoutines(for dialect: Dialect) -> [WeakenedRoutine] {
    let name: QualifiedName
    switch self {
    case .createSessionRoutine(let routine): name = routine.name
    case .createPromotionRoutine(let routine): name = routine.name
    default: return []
    }
    let text = RoutineLines(sql(for: dialect))
    return WeakenedRoutine.Loss.allCases.flatMap { loss in
      text.without(loss).map { WeakenedRoutine(name: name, loss: loss, lines: $0.lines, sql: $0.sql) }
    }
  }
}

/// The lines of a routine that the renderer wrote: a clause each, and blocks that begin with IF.
private struct RoutineLines {
  let lines: [String]

  init(_ sql: String) { lines = sql.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

  typealias Change = (lines: String, sql: String)

  func without(_ loss: WeakenedRoutine.Loss) -> [Change] {
    switch loss {
    case .check: checks.map(dropping)
    case .condition: lines.indices.flatMap(fewerConditions)
    case .end:
      lines.indices.filter { lines[$0].contains("set_config(") && lines[$0].contains(", true)") }.map { index in
        replacing(index, with: lines[index].replacing(", true)", with: ", false)"))
      }
    case .setting: lines.indices.filter { word($0, is: "PERFORM pg_catalog.set_config(") }.map { dropping($0..<$0 + 1) }
    case .lock:
      ["PERFORM FROM ", "v_locked := "].flatMap { statements(beginning: $0) }
        .filter { shown(lines[$0]).contains(" FOR ") }.map(dropping)
    case .record: statements(beginning: "INSERT INTO bailiwick.role_changes").map(dropping)
    }
  }

  private func word(_ index: Int, is head: String) -> Bool { lines[index].drop { $0 == " " }.hasPrefix(head) }

  /// From an IF to its END IF, where an error is in between and the condition is no search for what was just done.
  private var checks: [Range<Int>] {
    lines.indices.filter { word($0, is: "IF ") }.compactMap { start in
      guard let end = end(ofIf: start), lines[start...end].contains(where: { $0.contains("RAISE EXCEPTION") })
      else { return nil }
      return start..<end + 1
    }
  }

  /// The line of the END IF that belongs to an IF: there may be others in between.
  private func end(ofIf start: Int) -> Int? {
    var open = 0
    return lines.indices[start...].first { index in
      open += (word(index, is: "IF ") ? 1 : 0) - lines[index].ranges(of: "END IF;").count
      return open == 0
    }
  }

  /// Whole statements, to their semicolon.
  private func statements(beginning head: String) -> [Range<Int>] {
    lines.indices.filter { word($0, is: head) }.compactMap { start in
      lines[start...].firstIndex { $0.hasSuffix(";") }.map { start..<$0 + 1 }
    }
  }

  private func dropping(_ range: Range<Int>) -> Change {
    (shown(lines[range]), (lines[..<range.lowerBound] + lines[range.upperBound...]).joined(separator: "\n"))
  }

  private func replacing(_ index: Int, with line: String) -> Change {
    var changed = lines
    changed[index] = line
    return (shown(lines[index...index]), changed.joined(separator: "\n"))
  }

  /// Parts of WHERE that stand behind an AND on one line, up to the next AND or to where the clause ends.
  private func fewerConditions(_ index: Int) -> [Change] {
    let line = lines[index]
    guard !line.contains("raise") && !line.contains("EXCEPTION") else { return [] }
    return line.ranges(of: "AND ").compactMap { start in
      let rest = line[start.upperBound...]
      let ends = [" AND ", " RETURNING", ";", ") THEN", " ORDER BY"].compactMap { rest.firstRange(of: $0)?.lowerBound }
      let end = ends.min() ?? line.endIndex
      let part = line[start.lowerBound..<end]
      // What is cut must be whole: its parentheses are its own.
      guard part.count(where: { $0 == "(" }) == part.count(where: { $0 == ")" }) else { return nil }
      let change = replacing(index, with: String(line[..<start.lowerBound] + line[end...]))
      return (String(part), change.sql)
    }
  }

  private func shown(_ part: ArraySlice<String>) -> String {
    part.map { $0.drop { $0 == " " } }.joined(separator: " ")
  }
}
