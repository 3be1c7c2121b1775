public import Bailiwick

/// Museums with a public page: whoever comes by sees what is on show and writes into the guest book, without being anybody.
public enum Visitors {
  /// The policy.
  public static var policy: Policy {
    Policy("visitors") {
      Tenants(in: "gallery.museums", key: "id") { Allow(.select, to: "visitor") }
      Bind(.session(lifetime: .hours(8), idle: .minutes(30)))
      Role("visitor", anonymous: true)
      Role("curator", inherits: "visitor")
      Schema("gallery") { Owned(by: "museum_id") }
      Table("gallery.exhibitions") {
        // A draft is its author's; nobody in particular has written any.
        Allow(.select, to: "visitor", where: column("on_show") == true || column("made_by") == .me)
        Allow(.insert, .update, to: "curator", where: column("made_by") == .me)
      }
      Table("gallery.entries") {
        Allow(.select, to: "visitor", where: column("hidden") == false)
        Allow(.insert, to: "visitor", resulting: column("hidden") == false)
        Allow(.select, to: "curator")
        Allow(.update, to: "curator", columns: ["hidden"])
      }
      Table("gallery.sketches") {
        Personal(by: "curator_id")
        Access(read: "curator", write: "curator")
      }
    }
  }
}
