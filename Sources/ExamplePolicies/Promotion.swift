public import Bailiwick

/// A help desk: whoever leads a company says who its agents are, and nobody raises themself.
public enum Promotion {
  /// The policy.
  public static var policy: Policy {
    Policy("promotion") {
      Tenants(in: "desk.companies", key: "id") { Allow(.select, to: "agent") }
      Bind(.session(lifetime: .hours(12), idle: .minutes(30)))
      Role("agent")
      Role("lead", inherits: "agent")
      Role("admin", inherits: "lead")
      MayGrant("admin", roles: "agent", "lead", readers: ["lead"])
      Schema("desk") { Owned(by: "company_id") }
      Table("desk.tickets") {
        Allow(.select, .insert, to: "agent")
        Allow(.update, to: "agent", where: column("state") != "closed", resulting: .anything, columns: ["state"])
        Allow(.delete, to: "lead")
      }
    }
  }
}
