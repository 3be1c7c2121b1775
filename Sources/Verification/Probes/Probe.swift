package import PolicyModel
import SQLSyntax

/// One attack on one row of another tenant: what is done, and how it is seen whether it worked.
///
/// A probe says something only after it succeeded against a weak copy of the same database: what cannot succeed
/// anywhere proves nothing where it fails.
package struct Probe: Sendable {
  /// What reports call it.
  package let id: String
  /// What is tried, in a few words.
  package let attack: String
  /// The kind of flaw, by its number in MITRE's Common Weakness Enumeration.
  package let cwe: Int
  /// The entry of the OWASP API Security Top 10 of 2023.
  package let owasp: OWASP
  /// How bad success is.
  package let gravity: Gravity
  /// The weakest caller that can try it.
  package let caller: CallerClass
  /// The channel of ``Channel`` that it goes by, where no policy of the engine closes it.
  var channel: String?
  /// The defect of the server that it goes by, where the server has it.
  var flaw: ServerFlaw?
  /// The way of binding whose very ground it forges: nothing is claimed there against who can run SQL.
  var forges: BindStatement?
  /// Whom the weak copy makes of the attacker.
  var weak = Weakness.open
  /// What is weak beside that.
  var weakness: @Sendable (ProbeScene) -> [String] = { _ in [] }
  /// What an application may have put there before; on both sides.
  var before: @Sendable (ProbeScene) -> [String] = { _ in [] }
  /// How success shows.
  let judgement: Judgement
  /// What is sent for a row of somebody else's; nil where the schema has nothing of the kind.
  let steps: @Sendable (ProbeScene, [String: String?]) -> [ProbeStep]?

  /// Whether the database is the same afterwards, whatever came of it.
  func onlyReads(_ scene: ProbeScene) -> Bool {
    guard case .reveals = judgement else { return false }
    return weakness(scene).isEmpty && before(scene).isEmpty
  }

  /// An entry of the list of 2023.
  package enum OWASP: String, Sendable {
    /// Broken object level authorization.
    case objects = "API1:2023"
    /// Broken authentication.
    case authentication = "API2:2023"
    /// Broken object property level authorization.
    case properties = "API3:2023"
    /// Unrestricted resource consumption.
    case resources = "API4:2023"
    /// Broken function level authorization.
    case functions = "API5:2023"
    /// Security misconfiguration.
    case configuration = "API8:2023"

    /// The entry with its title.
    package var title: String {
      let words =
        switch self {
        case .objects: "Broken Object Level Authorization"
        case .authentication: "Broken Authentication"
        case .properties: "Broken Object Property Level Authorization"
        case .resources: "Unrestricted Resource Consumption"
        case .functions: "Broken Function Level Authorization"
        case .configuration: "Security Misconfiguration"
        }
      return "\(rawValue) \(words)"
    }
  }

  /// How bad success is.
  package enum Gravity: String, Sendable { case low, medium, high, critical }

  /// What the attacker is in the weak copy.
  enum Weakness: Sendable {
    /// A login with every privilege on tables that no policy guards.
    case open
    /// A superuser.
    case superuser
  }

  /// What counts as success.
  enum Judgement: Sendable {
    /// A value of somebody else's row comes back, by a row, a notice, an error's text.
    case reveals
    /// Rows of the other tenant are other than before.
    case alters
    /// The answers differ between a row that is there and one that is not.
    case tells
    /// The last step is done.
    case succeeds
    /// The last step is done to at least one row.
    case changes
  }
}
