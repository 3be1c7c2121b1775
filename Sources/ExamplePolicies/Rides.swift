public import Bailiwick

/// Vehicle sharing, a city a tenant by its name: a text key, a reference that crosses, a name unique over all tenants.
public enum Rides {
  /// The policy.
  public static var policy: Policy {
    Policy("rides") {
      Tenants(in: "movr.cities", key: "name") { Allow(.select, to: "rider", "support") }
      Role("rider")
      Role("dispatcher", inherits: "rider")
      Role("support", reach: .allTenants)
      Schema("movr") { Owned(by: "city") }
      Table("movr.users") {
        Allow(.select, to: "dispatcher", "support")
        Allow(.insert, .delete, to: "dispatcher")
        Allow(.update, to: "dispatcher", columns: ["first_name", "last_name", "email"])
        Hide("password_hash", except: [])
        Mask("email", with: .keepLast(6), except: "dispatcher")
      }
      Table("movr.vehicles") {
        Allow(.select, to: "rider", "support")
        Allow(.insert, to: "dispatcher")
        Allow(
          .update, to: "dispatcher", where: column("status") != "scrapped", resulting: .anything,
          columns: ["status", "last_location", "owner_id"])
      }
      Table("movr.rides") {
        Personal(by: "rider_id")
        Allow(.select, .insert, to: "rider")
        Allow(
          .update, to: "rider", where: column("end_time").isNull, resulting: .anything,
          columns: ["end_location", "end_time"])
        Crossing("rides_vehicle_fk", because: "a ride may begin in one city with a vehicle registered in the next")
      }
      Accept("AZ317", on: "movr.users", because: "people log in by username before their city is known")
      Never(.delete, on: "movr.rides")
    }
  }
}
