import Diagnostics
import PolicyModel

extension Check {
  /// An exemption does not say why.
  static let thinReason = Check(
    "AZ330", .warning, "an exemption does not say why",
    reason: """
      `because:` is what the next reviewer has to decide by. A word or two tells nothing that the clause does not \
      say.
      """,
    bad: """
      Crossing("rides_vehicle_fk", because: "needed")
      """,
    good: """
      Crossing("rides_vehicle_fk", because: "a ride may begin with a vehicle of the neighbouring city")
      """
  ) { subject in
    let crossings = ([subject.policy.tenants.rules] + subject.policy.tables.map(\.rules)).flatMap(\.crossings)
    let reasons =
      crossings.map { ("Crossing(\"\($0.key)\")", $0.reason, $0.location) }
      + subject.policy.accepted.map { ("Accept(\"\($0.subject)\")", $0.reason, $0.location) }
    return reasons.filter { $0.1.split(whereSeparator: \.isWhitespace).count < 3 }.map { clause, reason, location in
      Finding(
        nil, "\(clause) gives \"\(reason)\" as its reason", at: location,
        fix: "say in a sentence why this is safe or wanted")
    }
  }
}
