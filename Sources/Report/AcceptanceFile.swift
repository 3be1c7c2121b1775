package import CanonicalJSON

/// The entries of a file of acceptances, and what they make of findings.
package struct AcceptanceFile: Sendable {
  /// The entries, in the file's order.
  package var entries: [Acceptance] = []
  /// No entries.
  package init() {}

  /// Reads `{"format": "bailiwick-accept", "version": 1, "accepted": [ … ]}`.
  package init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    guard try reader.take("format", as: String.self) == "bailiwick-accept" else {
      throw JSONDecodingError("expected \"bailiwick-accept\"", at: ["format"])
    }
    guard try reader.take("version", as: Int.self) == 1 else {
      throw JSONDecodingError("only version 1 is known", at: ["version"])
    }
    entries = try reader.take("accepted")
    try reader.finish()
  }

  /// The findings with their acceptances, and a finding for each entry that no longer holds or holds for nothing.
  ///
  /// - Parameter today: The day, such as `2026-11-24`; an entry holds through its last day.
  package func applied(to findings: [Finding], today: String) -> [Finding] {
    let current = entries.filter { $0.expires >= today }
    let judged = findings.map { finding in
      var finding = finding
      finding.acceptance = current.first { $0.covers(finding) }
      return finding
    }
    return judged
      + entries.compactMap { entry in
        let expired = entry.expires < today
        guard expired || !findings.contains(where: entry.covers) else { return nil }
        let what = expired ? "expired on \(entry.expires)" : "accepts nothing that was found"
        return Finding(
          rule: expired ? .expiredAcceptance : .idleAcceptance, callers: [],
          summary: "what \(entry.owner) accepted (\(entry.words): \(entry.reason)) \(what)",
          fingerprint: entry.words)
      }
  }
}
