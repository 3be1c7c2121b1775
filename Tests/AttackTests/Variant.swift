import PolicyModel
import TestSupport
import Testing

/// How those who attack prove who they are.
enum Variant: String, Sendable, CaseIterable, CustomTestStringConvertible {
  /// Each by a login of their own.
  case login
  /// All by the login of one pool, each transaction bound to a session.
  case session

  var testDescription: String { rawValue }

  /// The freight policy with this binding.
  var policy: Policy {
    var policy = Example.freight.policy
    if self == .session {
      policy.bindings = [BindClause(.session(SessionWindow(lifetime: .hours(12), idle: .minutes(30))))]
    }
    return policy
  }

  /// The tables, parents first.
  var tables: [String] {
    Fixture.tables
      + (self == .login ? ["bailiwick.logins"] : ["bailiwick.memberships", "bailiwick.sessions"])
  }

  /// The table that tells who asks.
  var identities: String { self == .login ? "bailiwick.logins" : "bailiwick.sessions" }

  /// The roles that the policies for reading name.
  var readers: String { self == .login ? "freight_viewer, freight_auditor" : "freight__pool" }
}
