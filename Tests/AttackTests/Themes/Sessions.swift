import Database
import Testing

extension Theme {
  /// The authentication service opens a session for each, by a hash alone.
  static let sessions = Theme(
    "sessions opened", only: .session,
    Who.provisioned.enumerated().map { number, who in
      Check.control(
        "the authentication service opens a session for \(who)", .authenticator, .gives(""),
        opening("token \(number)", who.person, who.tenant))
    })

  /// Opening a session by the hash of a token.
  static func opening(
    _ token: String, _ person: String, _ tenant: String?, on pool: String = "{pool}", for lifetime: String = "1 hour"
  ) -> Step {
    """
    SELECT bailiwick.open_session('\(hash(token))', '\(person)', \(tenant.map { "'\($0)'" } ?? "NULL"), '\(pool)',
      '\(lifetime)')
    """
  }

  /// What the database knows of a token.
  static func hash(_ token: String) -> String { "\\x\(sha256(token.utf8))" }
}
