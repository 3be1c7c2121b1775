import PolicyModel
import Testing

/// A flaw that applications have, as an attack on a help desk of two companies: it succeeds where somebody sees or does what
/// belongs to another company, or what is no longer theirs.
enum Flaw: String, Sendable, CaseIterable, CustomTestStringConvertible {
  case unboundRequest = "A request that is bound to no identity"
  case idFromThePath = "An id from the path that nobody checks"
  case roleFromTheToken = "A role that is believed because a token says so"
  case revokedToken = "A revoked token that still works"
  case promotionRace = "A promotion that was checked before its transaction"
  case leftoverState = "A pooled connection that keeps the last user's state"
  case forgedIdentity = "Injected SQL that names somebody else"

  var testDescription: String { rawValue }

  /// The class of callers that the attack needs.
  var caller: CallerClass { self == .forgedIdentity ? .injected : .honest }

  /// Whether it succeeds all the same, since the application alone says who is there.
  func succeeds(by binding: BindingKind) -> Bool {
    binding == .setting && (self == .revokedToken || self == .forgedIdentity)
  }

  /// The table as README shows it.
  static var table: String {
    let head = """
      | attack | caller | without | login | session | setting |
      |---|---|---|---|---|---|
      """
    let rows = allCases.map { flaw in
      let cells = [BindingKind.login, .session, .setting].map { flaw.succeeds(by: $0) ? "**succeeds**" : "stopped" }
      return "| \(flaw.rawValue) | \(flaw.caller.rawValue) | succeeds | \(cells.joined(separator: " | ")) |"
    }
    return ([head] + rows).joined(separator: "\n")
  }
}

/// An application on a server, and those who attack it.
protocol Attacked: Sendable {
  /// Whether the attack succeeds.
  func attack(_ flaw: Flaw) async throws -> Bool
}
