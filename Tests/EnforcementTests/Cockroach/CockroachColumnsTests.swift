import Database
import TestSupport
import Testing

extension CockroachServers {
  /// Rules that list columns, where an engine has no privileges on them: the examples ads and rides.
  @Suite struct CockroachColumnsTests {
    typealias Attempt = CockroachWorld.Attempt

    @Test func ridesAreEndedByTheirRidersAlone() async throws {
      let sandbox = try await CockroachServers.empty(18)
      let world = try await CockroachWorld.start(
        Example.all[2], Self.rides, Self.riders, on: sandbox, database: "rides")
      try await world.hold([
        ("oslo rider", "SELECT count(*) FROM movr.rides", .rows("1")),
        ("oslo rider", "SELECT count(*) FROM movr_write.rides_set_end_location('\(Self.id(1))', 'quay')", .rows("1")),
        ("oslo rider", "SELECT end_location FROM movr.rides", .rows("quay")),
        ("oslo rider", "UPDATE movr.rides SET end_location = 'x'", .refused("42501")),
        ("oslo rider", "UPDATE movr.rides SET start_location = 'x'", .refused("42501")),
        ("oslo dispatcher", "SELECT count(*) FROM movr_write.rides_set_end_location('\(Self.id(1))', 'x')", .rows("0")),
        ("rome rider", "SELECT count(*) FROM movr_write.rides_set_end_location('\(Self.id(1))', 'x')", .rows("0")),
        ("oslo rider", "SELECT count(*) FROM movr_write.rides_set_end_time('\(Self.id(1))', now())", .rows("1")),
        ("oslo rider", "SELECT count(*) FROM movr_write.rides_set_end_location('\(Self.id(1))', 'late')", .rows("0")),
        ("oslo dispatcher", "SELECT count(*) FROM movr_write.vehicles_update('\(Self.id(3))', 'lost')", .rows("1")),
        ("oslo dispatcher", "SELECT count(*) FROM movr_write.vehicles_update('\(Self.id(4))', 'lost')", .rows("0")),
        ("oslo dispatcher", "UPDATE movr.vehicles SET type = 'x'", .refused("42501")),
        ("oslo dispatcher", "SELECT email FROM movr_view.users", .rows("ann@oslo.example")),
        ("support", "SELECT email FROM movr_view.users WHERE city = 'oslo'", .rows("**********xample")),
        ("oslo dispatcher", "SELECT password_hash FROM movr.users", .refused("42501")),
        ("oslo dispatcher", "INSERT INTO movr.users (username, password_hash) VALUES ('eve', 'x')", .refused("42501")),
        ("oslo dispatcher", "INSERT INTO movr.users (username) VALUES ('eve')", .rows("")),
      ])
    }

    @Test func aCompanyIsRenamedByItsOwnerAlone() async throws {
      let sandbox = try await CockroachServers.empty(15)
      let world = try await CockroachWorld.start(Example.all[1], Self.ads, Self.company, on: sandbox, database: "ads")
      try await world.hold([
        ("1 owner", "SELECT ads_write.companies_update('new')", .rows("1")),
        ("1 owner", "SELECT name FROM ads.companies", .rows("new")),
        ("2 analyst", "SELECT name FROM ads.companies", .rows("two")),
        ("1 marketer", "SELECT ads_write.companies_update('x')", .refused("42501")),
        ("1 marketer", "SELECT * FROM ads_write.campaigns_update(7, 'sale', NULL, NULL)", .rows("7")),
        ("1 marketer", "SELECT * FROM ads_write.campaigns_update(8, 'x', NULL, NULL)", .rows("")),
        ("1 marketer", "SELECT name || coalesce(monthly_budget::text, '-') FROM ads_view.campaigns", .rows("sale-")),
        ("1 owner", "SELECT * FROM ads_write.campaigns_set_monthly_budget(7, 5)", .rows("7")),
        ("1 owner", "SELECT monthly_budget FROM ads_view.campaigns", .rows("5")),
        ("1 marketer", "SELECT * FROM ads_write.campaigns_set_monthly_budget(7, 6)", .refused("42501")),
        (
          "1 marketer", "INSERT INTO ads.campaigns (id, name, cost_model, monthly_budget) VALUES (9, 'x', 'x', 1)",
          .refused("42501")
        ),
        ("1 marketer", "INSERT INTO ads.campaigns (id, name, cost_model) VALUES (9, 'x', 'x')", .rows("")),
        ("1 owner", "SELECT * FROM ads_write.campaigns_delete(9)", .rows("9")),
        ("operator", "SELECT count(*) FROM ads_view.campaigns", .rows("2")),
        ("operator", "SELECT * FROM ads_write.campaigns_delete(7)", .refused("42501")),
        ("1 analyst", "SELECT count(*) FROM ads.rollup_jobs", .refused("42501")),
      ])
    }

    private static func id(_ number: Int) -> String { "00000000-0000-4000-8000-00000000000\(number)" }

    /// Two cities; in Oslo a rider, her ride, a vehicle and a scrapped one.
    static let rides = """
      INSERT INTO movr.cities VALUES ('oslo', 'north'), ('rome', 'south');
      INSERT INTO movr.users (id, city, username, email, password_hash) VALUES
        ('\(id(2))', 'oslo', 'ann', 'ann@oslo.example', 'secret'), ('\(id(5))', 'rome', 'bob', 'bob@rome.example', 'secret');
      INSERT INTO movr.vehicles (id, city, type, status) VALUES ('\(id(3))', 'oslo', 'bike', 'available'), ('\(id(4))', 'oslo', 'bike', 'scrapped');
      INSERT INTO movr.rides (id, city, vehicle_id, rider_id) VALUES ('\(id(1))', 'oslo', '\(id(3))', '\(id(2))');
      """
    static let riders = [
      CockroachWorld.Person("oslo rider", "rider", "oslo", id(2)), .init("rome rider", "rider", "rome", id(5)),
      .init("oslo dispatcher", "dispatcher", "oslo", id(6)), .init("support", "support", nil, id(7)),
    ]

    static let ads = """
      INSERT INTO ads.companies (id, name) VALUES (1, 'one'), (2, 'two');
      INSERT INTO ads.campaigns (company_id, id, name, cost_model) VALUES (1, 7, 'seven', 'x'), (2, 8, 'eight', 'x');
      """
    static let company = [
      CockroachWorld.Person("1 owner", "owner", "1", id(1)), .init("1 marketer", "marketer", "1", id(2)),
      .init("1 analyst", "analyst", "1", id(3)), .init("2 analyst", "analyst", "2", id(4)),
      .init("operator", "operator", nil, id(5)),
    ]
  }
}
