package import PolicyModel
package import SchemaModel

/// A defect of the server itself by which SQL passes row security, whatever the policies say, in versions that have it.
package struct ServerFlaw: Sendable, Hashable {
  /// Its number in the list of Common Vulnerabilities and Exposures.
  package let id: String
  /// What the server does.
  package let what: String
  /// The minor version that mends it, for each major one.
  private let mended: [Int: Int]

  /// Those that are known here, after PostgreSQL's list of security fixes.
  package static let known = [conflictCondition]

  /// The condition of an upsert is asked of the row in the way first, and the policies after it: a condition that fails with
  /// the value in its message, or a function that tells what it is given, shows rows of everybody. Executed on 15.18 and 18.6.
  package static let conflictCondition = ServerFlaw(
    id: "CVE-2026-120154",
    what: "INSERT … ON CONFLICT DO UPDATE asks its WHERE of rows that row security hides from whoever inserts",
    mended: [15: 20, 16: 16, 17: 12, 18: 7])

  /// Whether the server has it.
  package func isIn(_ server: Engine) -> Bool {
    server.product == .postgresql && mended[server.major].map { server.minor < $0 } ?? false
  }

  /// `PostgreSQL 18.6 has CVE-…: …; 18.7 mends it`.
  package func words(_ server: Engine) -> String {
    "PostgreSQL \(server.major).\(server.minor) has \(id): \(what); \(server.major).\(mended[server.major] ?? 0) mends it"
  }
}

extension [CallerStanding] {
  /// The same on servers that may have defects of their own: against those who run SQL nothing holds that the server lets
  /// past. There a policy claims no more than it says in so many words.
  ///
  /// - Parameters:
  ///   - servers: Those whose behaviour was asked, and those whose catalog was judged.
  ///   - policy: Whose rules say whether somebody may both insert and update.
  ///   - declared: Where the claims stand.
  package func on(_ servers: [Engine], _ policy: ResolvedPolicy, declared: Policy) -> [CallerStanding] {
    let isOpen = policy.tables.contains { table in
      Set(table.rules.map(\.command)).isSuperset(of: [.insert, .update])
    }
    let flaw = ServerFlaw.known.lazy.compactMap { flaw in servers.first(where: flaw.isIn).map(flaw.words) }.first
    guard isOpen, let flaw else { return self }
    let said = declared.bindings.filter { !$0.callers.isEmpty }.map(\.binding.kind)
    return map { standing in
      guard standing.reach == .holds, standing.caller != .honest else { return standing }
      var standing = standing
      (standing.reach, standing.reason) = (.refuted, flaw)
      standing.claimed = standing.claimed && said.contains(standing.binding)
      return standing
    }
  }
}
