package import PolicyModel
package import SchemaModel

/// What a verification found, and on what.
package struct VerificationReport: Sendable {
  /// The server that the cells ran on.
  package var engine: Engine
  /// SHA-256 of the catalog that was judged, in hexadecimal digits.
  package var catalogHash: String
  /// Cells by caller, relation and command.
  package var counts: [(caller: String, relation: QualifiedName, command: Command, count: CellCount)]
  /// Cells in which policy and database differ.
  package var disagreements: [Disagreement]
  /// Installed objects that are not as planned.
  package var structure: [StructuralFinding]
  /// What stays open.
  package var unproven: [Unproven]
  /// Channels that no design closes on this engine, and which of them the policy accepts.
  package var channels: [Channel]
  /// How far the verdicts reach against each class of callers, by each binding.
  package var standings: [CallerStanding]
  /// Statements that make the rows that the cells were asked about, for witnesses.
  package var rows: [String]
  /// Statements that make the callers, by label, without passwords of logins.
  package var logins: [String: String]
  /// The clauses that can answer both ways, each with what nobody asked about.
  package var clauses: [ClauseCoverage] = []
  /// Attacks beside the cells, where they were asked for.
  package var probes: [ProbeResult] = []
  /// Logins of a live database that row security never applies to: nothing here is said of them.
  package var unbound: [String] = []
  /// What the logins of a live database see of its own rows; nil where nobody asked.
  package var live: LiveReads?

  /// The callers that the policy claims to hold against, by some binding.
  package var claimed: Set<CallerClass> { Set(standings.filter(\.claimed).map(\.caller)) }

  /// Callers that the policy claims, but against whom the binding does not hold.
  package var overclaimed: [CallerStanding] { standings.filter(\.isOverclaimed) }

  /// How many cells were asked.
  package var cells: Int { counts.reduce(0) { $0 + $1.count.cells } }
  /// Cells in which something was seen or done.
  package var allowed: Int { counts.reduce(0) { $0 + $1.count.allowed } }

  /// What may be said of a table.
  package enum Verdict: String, Sendable {
    /// A cell differs.
    case refuted
    /// Something about it is not known, or not as planned.
    case unproven
    /// Every cell agrees and every object is as planned.
    case proven
  }

  /// The verdict on one table: never better than what was asked.
  package func verdict(on table: QualifiedName, view: QualifiedName?) -> Verdict {
    func about(_ name: QualifiedName) -> Bool { name == table || name == view }
    if disagreements.contains(where: { about($0.cell.relation) }) { return .refuted }
    if probes.contains(where: { $0.table.map(about) == true && $0.verdict.word == "succeeded" }) { return .refuted }
    let asked = counts.filter { about($0.relation) }.reduce(0) { $0 + $1.count.cells }
    let open = unproven.contains { $0.table == nil || $0.table == table }
    let strange = structure.contains { $0.table == nil || $0.table == table }
    return asked == 0 || open || strange ? .unproven : .proven
  }
}

/// A way to learn something that no policy of the engine closes.
package struct Channel: Sendable, Hashable {
  /// The name that `Accept` takes.
  package var name: String
  /// What it tells.
  package var tells: String
  /// Why the team accepts it; nil where it does not say.
  package var reason: String?

  /// PostgreSQL's, after the design's red-team finding 14 and PostgreSQL's documentation of row security policies.
  static let postgresql = [
    ("explain", "EXPLAIN and its row estimates tell how many rows a filter removed"),
    ("unique", "a duplicate key over all tenants tells that a value exists"),
    ("locks", "waiting for a lock tells that somebody else is writing; LOCK TABLE stops others"),
    ("sizes", "table sizes and statistics views tell how much there is"),
    ("roles", "every login may list the roles of the cluster"),
    ("notify", "NOTIFY is heard by every login of the database that listens, with all that it says"),
  ]
}
