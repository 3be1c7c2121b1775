public import Bailiwick

/// A sports club that has always known who is what: its own table says so, and no second list is kept.
public enum OwnMembers {
  /// The policy.
  public static var policy: Policy {
    Policy("members") {
      Tenants(in: "club.clubs", key: "id") { Allow(.select, to: "player") }
      Bind(.session(lifetime: .hours(12), idle: .minutes(30)))
      Role("player")
      Role("coach", inherits: "player")
      Role("board", inherits: "coach")
      Members(
        in: "club.members", person: "person_id", tenant: "club_id", role: "rank",
        map: ["player": "player", "coach": "coach"], flags: ["on_board": "board"])
      MayGrant("board", roles: "player", "coach")
      Schema("club") {
        Owned(by: "club_id")
        Internal("people")
      }
      Table("club.members") {
        Allow(.select, to: "player")
        Allow(.update, to: "board", columns: ["nickname"])
      }
      Table("club.bookings") {
        Allow(.select, .insert, to: "player")
        Allow(.update, to: "player", where: column("state") != "closed", resulting: .anything, columns: ["state"])
        Allow(.delete, to: "coach")
      }
    }
  }
}
