public import CanonicalJSON
public import Diagnostics

/// How a session proves who it is.
public enum Binding: Hashable, Sendable {
  /// Each principal has a login of its own for each tenant; `session_user` is the proof.
  case login
  /// A pool shares one login; each transaction binds a token whose hash finds an open session.
  case session(SessionWindow)
  /// The application names principal and tenant in settings, which whoever can run SQL can set as well: forgeable.
  case setting
}

/// How long sessions live.
public struct SessionWindow: Hashable, Sendable {
  /// The longest that a session may be opened for.
  public var lifetime: Span
  /// How long a session lives on without being refreshed by the authentication service.
  public var idle: Span
  /// Creates a window.
  public init(lifetime: Span, idle: Span) {
    self.lifetime = lifetime
    self.idle = idle
  }
}

/// A length of time in whole seconds.
public struct Span: Hashable, Sendable {
  /// The seconds.
  public var seconds: Int
  /// Creates a span.
  public init(seconds: Int) { self.seconds = seconds }
  /// That many seconds.
  public static func seconds(_ count: Int) -> Span { Span(seconds: count) }
  /// That many minutes.
  public static func minutes(_ count: Int) -> Span { Span(seconds: count * 60) }
  /// That many hours.
  public static func hours(_ count: Int) -> Span { Span(seconds: count * 3600) }
  /// That many days of 24 hours.
  public static func days(_ count: Int) -> Span { Span(seconds: count * 86_400) }
}

/// Against whom a verdict holds.
public enum CallerClass: String, Hashable, Sendable, CaseIterable, JSONCodable, Comparable {
  /// C1: an honest application that forgets a WHERE or trusts an id from the path.
  case honest = "C1"
  /// C2: arbitrary SQL inside one request.
  case injected = "C2"
  /// C3: whoever holds the credentials of a login.
  case credentials = "C3"

  /// By name.
  public static func < (left: CallerClass, right: CallerClass) -> Bool { left.rawValue < right.rawValue }
}

/// `Bind(.session(lifetime: .hours(12), idle: .minutes(30)))`.
public struct BindClause: Hashable, Sendable {
  /// How sessions prove who they are.
  public var binding: Binding
  /// The callers that the policy claims to hold against; empty means those that the binding can prove.
  public var callers: [CallerClass]
  /// Where it stands.
  public var location: SourceLocation
  /// Creates the clause.
  public init(_ binding: Binding, against callers: [CallerClass] = [], location: SourceLocation = .unknown) {
    self.binding = binding
    self.callers = callers
    self.location = location
  }
}

extension BindClause: JSONCodable {
  /// The kind, its spans in seconds, the callers.
  public var json: JSONValue {
    var window: SessionWindow?
    let kind: String
    switch binding {
    case .login: kind = "login"
    case .session(let given): (kind, window) = ("session", given)
    case .setting: kind = "setting"
    }
    return .object(compacting: [
      "binding": kind.json, "lifetime": window?.lifetime.seconds.json, "idle": window?.idle.seconds.json,
      "against": list(callers), "at": at(location),
    ])
  }
  /// Reads the clause.
  public init(json: JSONValue) throws(JSONDecodingError) {
    var reader = try JSONObjectReader(json)
    let binding: Binding
    switch try reader.take("binding", as: String.self) {
    case "login": binding = .login
    case "setting": binding = .setting
    case "session":
      binding = .session(
        SessionWindow(
          lifetime: Span(seconds: try reader.take("lifetime")), idle: Span(seconds: try reader.take("idle"))))
    case let other: throw JSONDecodingError("unknown binding \"\(other)\"", at: ["binding"])
    }
    self.init(binding, against: try reader.take("against", or: []), location: try reader.takeLocation())
    try reader.finish()
  }
}
