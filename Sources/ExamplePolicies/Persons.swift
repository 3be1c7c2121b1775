public import Bailiwick

/// What is a person's whichever organisation they act for: reminders of all of them, and what belongs to none.
public enum PersonsAcrossTenants {
  /// The policy.
  public static var policy: Policy {
    Policy("persons") {
      Bind(.session(lifetime: .hours(12), idle: .minutes(30)))
      Tenants(in: "planner.organisations", key: "id") { Allow(.select, to: "member", "support") }
      Role("member")
      Role("support", reach: .allTenants)
      Schema("planner") { Owned(by: "organisation_id") }
      Table("planner.tasks") {
        Allow(.select, to: "member", "support")
        Allow(.insert, to: "member")
      }
      // Each is about a task, and of that task's organisation; one list shows them all.
      Table("planner.reminders") {
        Personal(by: "user_id", acrossTenants: true)
        Allow(.select, .insert, .update, .delete, to: "member")
      }
      // Of no organisation at all.
      Tables("planner.devices", "planner.settings") {
        Personal(by: "user_id", acrossTenants: true)
        Allow(.select, .insert, .update, .delete, to: "member", "support")
      }
      for table in ["planner.devices", "planner.settings"] {
        Accept("AZ328", on: table, because: "whoever supports has devices and settings too, and sees no others")
      }
    }
  }
}
