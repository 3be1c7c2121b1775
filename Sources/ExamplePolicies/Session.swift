public import Bailiwick

/// A clinic's diary: one pool serves everybody, and each transaction binds the token of an open session.
public enum PooledSessions {
  /// The policy.
  public static var policy: Policy {
    Policy("session") {
      Tenants(in: "clinic.practices", key: "id") { Allow(.select, to: "nurse") }
      Bind(.session(lifetime: .hours(10), idle: .minutes(20)))
      Role("nurse")
      Role("doctor", inherits: "nurse")
      Schema("clinic") { Owned(by: "practice_id") }
      Table("clinic.appointments") {
        Allow(.select, .insert, to: "nurse")
        Allow(.update, to: "doctor")
        Hide("findings", except: "doctor")
      }
    }
  }
}
