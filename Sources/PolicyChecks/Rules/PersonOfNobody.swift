import Diagnostics
import PolicyModel

extension Check {
  /// Nobody who has the rule is a person, but its rows are those of one.
  static let personOfNobody = Check(
    "AZ354", .warning, "a rule that needs a person is given to a role without one",
    reason: """
      Who is asking is unknown where a session has no person, so a rule about rows of one's own never allows anything: \
      on a table whose rows are persons', and where its condition cannot hold without comparing with the acting person. \
      It reads like access and is none.
      """,
    bad: """
      Role("visitor", anonymous: true)
      Table("app.carts") {
        Personal(by: "customer_id")
        Allow(.select, to: "visitor")
      }
      """,
    good: """
      Role("visitor", anonymous: true)
      Role("customer", inherits: "visitor")
      Table("app.carts") {
        Personal(by: "customer_id")
        Allow(.select, to: "customer")
      }
      """
  ) { subject in
    subject.resolved.tables.flatMap { table in
      table.rules.filter { rule in
        subject.holders(of: rule.role).allSatisfy { subject.resolved.role($0)?.anonymous == true }
          && (table.personColumn != nil || rule.condition.needsPerson || rule.resulting.needsPerson)
      }.map { rule in
        Finding(
          table.name,
          "\(rule.role) has no person, so its rule for \(rule.command.rawValue) on \(table.name) allows nothing",
          at: rule.location, fix: "give the rule to a role that persons hold, or leave it out")
      }
    }
  }
}

extension Predicate {
  /// Whether it can only be TRUE where there is a person: each way for it to hold says something of one. What is denied is
  /// taken for something that can hold.
  fileprivate var needsPerson: Bool {
    switch self {
    case .compare, .isIn: terms.contains(.me)
    case .and(let parts): parts.contains(where: \.needsPerson)
    case .or(let parts): !parts.isEmpty && parts.allSatisfy(\.needsPerson)
    case .not(let part): if case .compare = part { part.needsPerson } else { false }
    case .anything, .isNull: false
    }
  }
}
