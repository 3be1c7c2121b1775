import Database
import PolicyModel
import SQLSyntax
import SchemaModel

/// One probe in one database.
struct ProbeTrial: Sendable {
  let probe: Probe
  let scene: ProbeScene
  /// Values that stand in rows of the other tenant and nowhere else.
  let canaries: Set<String>
  /// A superuser in the database.
  let observer: Connection
  /// A new connection of the attacker.
  let attacker: @Sendable () async throws(DatabaseError) -> ProbeAttacker

  /// Success, where it was one; what stopped it; whether the server lacks what it needs.
  struct Outcome: Sendable {
    let success: String?
    let stopped: String
    let isUnsupported: Bool
    /// Whether all that was sent was done, to rows of the attacker's own at least.
    let isDone: Bool

    init(_ success: String?, _ answer: ProbeAnswer) {
      self.success = success
      stopped = answer.refusal.map { "\($0.sqlState ?? "error"): \($0.message)" } ?? "nothing of theirs"
      // feature_not_supported
      isUnsupported = answer.refusal?.sqlState == "0A000"
      isDone = answer.isDone
    }
  }

  /// What came of it: success, or how it was stopped; nil where there is nothing to attack.
  func run() async throws -> Outcome? {
    guard let steps = probe.steps(scene, scene.theirs) else { return nil }
    for statement in probe.before(scene) { _ = try await observer.run(statement) }
    switch probe.judgement {
    case .reveals:
      let answer = try await attempt(steps)
      let known = steps.map(\.text).joined(separator: "\n")
      let seen = canaries.filter { !Self.holds(known, $0) }.sorted().first { canary in
        answer.read.contains { Self.holds($0, canary) }
      }
      return Outcome(seen.map { "it shows \($0)" }, answer)
    case .alters:
      let before = try await rows()
      let answer = try await attempt(steps)
      let after = try await rows()
      return Outcome(before == after ? nil : "rows of the other tenant changed", answer)
    case .tells:
      guard let others = probe.steps(scene, absent) else { return nil }
      let absentAnswer = Self.normal(try await attempt(others), absent)
      let answer = try await attempt(steps)
      let there = Self.normal(answer, scene.theirs)
      return Outcome(there == absentAnswer ? nil : "there: \(there); not there: \(absentAnswer)", answer)
    case .succeeds:
      let answer = try await attempt(steps)
      return Outcome(answer.isDone ? "it is done" : nil, answer)
    case .changes:
      let answer = try await attempt(steps)
      let isChanged = answer.isDone && answer.counts.last ?? 0 > 0
      return Outcome(isChanged ? "it is done" : nil, answer)
    }
  }

  private func attempt(_ steps: [ProbeStep]) async throws -> ProbeAnswer {
    let attacker = try await attacker()
    let answer = await attacker.attempt(steps)
    await attacker.connection.close()
    return answer
  }

  /// A row like theirs that nobody has.
  private var absent: [String: String?] { scene.theirs.merging(scene.new) { $1 } }

  /// Everything that is the other tenant's.
  private func rows() async throws(DatabaseError) -> [QualifiedName: [[String?]]] {
    var found: [QualifiedName: [[String?]]] = [:]
    for table in scene.policy.tables {
      guard let column = table.tenantColumn else { continue }
      found[table.name] =
        try await observer.run(
          """
          SELECT t::text FROM \(table.name.sql) AS t WHERE t.\(ProbeScene.name(column))::text = $1
          ORDER BY t::text COLLATE "C"
          """, [scene.tenants.b]
        ).rows
    }
    return found
  }

  /// What the answer says beside the words that were sent.
  private static func normal(_ answer: ProbeAnswer, _ row: [String: String?]) -> String {
    var text = ([answer.refusal?.sqlState ?? "done"] + answer.read).joined(separator: "; ")
    for value in row.values.compactMap(\.self).sorted(by: { $0.count > $1.count }) where value.count > 3 {
      text = text.replacing(value, with: "…")
    }
    return "\(text) (\(answer.counts.map(String.init).joined(separator: ", ")))"
  }

  /// Whether the value stands in the text, and not as the beginning of a longer one.
  private static func holds(_ text: String, _ value: String) -> Bool {
    text.ranges(of: value).contains { range in
      range.upperBound == text.endIndex || !text[range.upperBound].isLetter && !text[range.upperBound].isNumber
    }
  }
}
