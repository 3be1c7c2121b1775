import Diagnostics
import PolicyModel
import Report
import SchemaModel
import TestSupport

@testable import Verification

/// Verifications as values, so that reports are held to what they print without a server.
enum SampleProof {
  static let shipments = QualifiedName("app", "shipments")
  static let view = QualifiedName("app_view", "shipments")
  static let notes = QualifiedName("app", "notes")

  static func policy() throws -> ResolvedPolicy {
    try ResolvedPolicy(Example.freight.policy, in: Example.freight.snapshot)
  }

  /// Every table asked once, by two callers, with nothing found.
  static func clean(callers: [String] = ["clerk of A", "viewer of B"]) throws -> VerificationReport {
    let tables = try policy().tables.map(\.name)
    let counts = tables.flatMap { table in
      callers.map { caller in
        (caller: caller, relation: table, command: Command.select, count: CellCount(cells: 10, allowed: 3))
      }
    }
    return VerificationReport(
      engine: Engine(.postgresql, 18, 0), catalogHash: String(repeating: "ab", count: 32), counts: counts,
      disagreements: [], structure: [], unproven: [], channels: [Channel(name: "explain", tells: "rows", reason: nil)],
      standings: CallerClass.allCases.map {
        CallerStanding(binding: .login, caller: $0, reach: .holds, reason: "", claimed: true)
      },
      rows: [], logins: [:])
  }

  static func leak(
    _ relation: QualifiedName = shipments, _ command: Command = .select, caller: String = "clerk of A",
    column: String? = "id", row: String = "B's row 7", expected: String = "not seen", observed: String = "1 × 7",
    leak: Bool = true, statement: String = "SELECT id FROM app.shipments"
  ) -> Disagreement {
    Disagreement(
      cell: Cell(
        caller: caller, relation: relation, command: command, column: column, row: row, expected: expected),
      observed: observed, leak: leak, statement: statement, login: "bw_x")
  }

  /// One finding of each kind.
  static func mixed() throws -> VerificationReport {
    var report = try clean()
    report.disagreements = [
      leak(), leak(column: "weight_kg"), leak(notes, .delete, expected: "no row", observed: "1 row"),
    ]
    report.structure = [
      StructuralFinding(
        table: shipments, "app.shipments: policy floor is missing",
        at: SourceLocation(file: "Policy.swift", line: 31, column: 5)),
      StructuralFinding("role freight_clerk is a member of freight_manager"),
    ]
    report.unproven = [Unproven(table: notes, reason: "no row could be made")]
    report.clauses = [clause("Hide(\"margin\")", missing: []), clause("Require", missing: ["no row that it refuses"])]
    return report
  }

  static func clause(_ text: String, missing: [String]) -> ClauseCoverage {
    ClauseCoverage(
      table: shipments, clause: text, location: SourceLocation(file: text, line: 9, column: 1), missing: missing)
  }

  static func proof(
    _ report: VerificationReport, accepted: AcceptanceFile = AcceptanceFile(), today: String = "2026-11-24"
  ) throws -> ProofReport {
    ProofReport(
      report, policy: try policy(), views: [shipments: view], engine: Engine(.postgresql, 18, 0), live: false,
      policyPath: "policies/Policy.swift", accepted: accepted, today: today)
  }

  /// What names and values of a database may be.
  static let hostile = [
    "\"'<>&`|", "</script><script>document.title='owned'</script>",
    "</style><img src=x onerror=\"document.title='owned'\">",
    "]]><failure/>", "```\n# heading\n| a | b |", "``", "line\nUNPROVEN forged\r\nend",
    "\u{1b}[31mred\u{0}\u{7f}\u{85}",
    "\u{fffe}\u{ffff}\u{202e}evil", "@everyone [x](https://example.org) {0} \\", "-- ' ; DROP TABLE x",
    "é\u{301}<\u{301}\"\u{301}", "",
  ]

  /// A finding of each kind for each hostile text, in each place where a text of the database's stands.
  static func attacked() throws -> VerificationReport {
    var report = try clean(callers: hostile)
    for text in hostile {
      report.disagreements.append(
        leak(
          QualifiedName(text, text), caller: text, column: text, row: text, expected: text, observed: text,
          statement: text))
      report.structure.append(
        StructuralFinding(text, at: SourceLocation(file: text, line: 3, column: 1)))
      report.unproven.append(Unproven(table: shipments, reason: text))
      report.clauses.append(clause(text, missing: [text]))
      report.unbound.append(text)
      report.channels.append(Channel(name: text, tells: text, reason: text))
    }
    return report
  }
}
