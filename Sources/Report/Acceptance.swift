package import CanonicalJSON
import PolicyModel

/// What somebody answers for, for a time.
package struct Acceptance: Hashable, Sendable {
  /// Which findings it is about.
  package enum Subject: Hashable, Sendable {
    /// The one of that fingerprint.
    case fingerprint(String)
    /// Those of one rule on one table; on none where the text is empty.
    case rule(String, table: String)
  }
  /// Which findings it is about.
  package var subject: Subject
  /// Who answers for it.
  package var owner: String
  /// Why it may stand.
  package var reason: String
  /// The last day on which it holds, such as `2027-01-31`.
  package var expires: String

  /// The subject in words.
  package var words: String {
    switch subject {
    case .fingerprint(let text): text
    case .rule(let id, let table): table.isEmpty ? id : "\(id) on \(table)"
    }
  }

  func covers(_ finding: Finding) -> Bool {
    switch subject {
    case .fingerprint(let text): finding.fingerprint == text
    case .rule(let id, let table): finding.rule.id == id && (finding.relation.map { "\($0)" } ?? "") == table
    }
  }
}

extension Acceptance: JSONCodable {
  /// The subject, the owner, the reason, the last day.
  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "owner": .string(owner), "reason": .string(reason), "expires": .string(expires),
    ]
    switch subject {
    case .fingerprint(let text): members["fingerprint"] = .string(text)
    case .rule(let id, let table):
      members["id"] = .string(id)
      if !table.isEmpty { members["table"] = .string(table) }
    }
    return .object(members)
  }

  /// Reads an entry. What is refuted is accepted one by one: an entry for a whole table would let tomorrow's leak pass.
  package init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    let fingerprint = try reader.takeOptional("fingerprint", as: String.self)
    let id = try reader.takeOptional("id", as: String.self)
    let table = try reader.takeOptional("table", as: String.self)
    switch (fingerprint, id) {
    case (let text?, nil) where table == nil: subject = .fingerprint(text)
    case (nil, let id?):
      guard let rule = FindingRule.all.first(where: { $0.id == id }) else {
        throw JSONDecodingError("no finding has the id \"\(id)\"", at: ["id"])
      }
      guard rule.kind != .refuted else {
        throw JSONDecodingError("\(id) is accepted by \"fingerprint\" only, as the report prints it", at: ["id"])
      }
      guard rule.kind != .stale else { throw JSONDecodingError("\(id) cannot be accepted", at: ["id"]) }
      subject = .rule(id, table: table ?? "")
    default: throw JSONDecodingError("expected either \"fingerprint\", or \"id\" and, where it has one, \"table\"")
    }
    owner = try reader.take("owner")
    reason = try reader.take("reason")
    expires = try reader.take("expires")
    for (name, text) in [("owner", owner), ("reason", reason)] where text.allSatisfy(\.isWhitespace) {
      throw JSONDecodingError("cannot be empty", at: [name])
    }
    guard expires.hasPrefix("2"), Literal.date(expires).misses == nil else {
      throw JSONDecodingError("expected a day such as 2027-01-31", at: ["expires"])
    }
    try reader.finish()
  }
}
