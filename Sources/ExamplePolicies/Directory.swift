public import Bailiwick

/// People who work in several crews: whoever is in one finds the names of those who are in it today.
public enum PeopleOfCrews {
  /// The policy.
  public static var policy: Policy {
    Policy("directory") {
      Bind(.session(lifetime: .hours(12), idle: .minutes(30)))
      Tenants(in: "crew.crews", key: "id") { Allow(.select, to: "member", "support") }
      Role("member")
      Role("lead", inherits: "member")
      Role("support", reach: .allTenants)
      Schema("crew") { Owned(by: "crew_id") }
      Table("crew.people") {
        Personal(by: "id", acrossTenants: true)
        Directory(of: "crew.memberships", where: column("left_at").isNull)
        Allow(.select, to: "member", "support")
        Allow(.update, to: "member", columns: ["name"])
        Hide("email", except: "lead")
      }
      Table("crew.memberships") {
        Allow(.select, .insert, to: "lead")
        Allow(.update, to: "lead", columns: ["left_at"])
        Crossing("memberships_person_fkey", because: "a lead takes in whoever says their id")
      }
      Accept("AZ355", on: "crew.memberships", because: "who works in a crew is its lead's to say")
    }
  }
}
