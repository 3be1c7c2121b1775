import Database
import PolicyModel
import Provisioning
import SQLSyntax
import TestSupport
import Testing

/// The contract of `act_as`, by which an application says for whom it acts: it proves nothing, and it fails closed.
@Suite(.serialized, .takesTurns) struct SettingTests {
  private static let read = "SELECT title FROM shop.products ORDER BY title"

  private struct Shop: Sendable {
    let world: BoundExample
    let connection: Connection
    let person: String

    init(_ major: Int) async throws {
      world = try await SettingTests.world(major)
      let pool = try await world.provisioner.addService(.pool)
      connection = try await world.connect(pool.login, pool.password)
      person = try await world.provisioner.addMember(id: nil, tenant: "1", roles: ["seller"])
    }

    /// What a transaction says first, and what it sees then; the state of the error where it is refused.
    func acting(
      _ principal: String?, _ tenant: String?, _ query: String = SettingTests.read
    ) async throws -> (state: String?, rows: [[String?]]) {
      _ = try await connection.run("BEGIN")
      do throws(DatabaseError) {
        _ = try await connection.run(BindStatement.setting.sql, [principal, tenant])
        let rows = try await connection.run(query).rows
        _ = try await connection.run("COMMIT")
        return (nil, rows)
      } catch {
        _ = try await connection.run("ROLLBACK")
        return (error.sqlState, [])
      }
    }
  }

  private static func world(_ major: Int) async throws -> BoundExample {
    try await TestServer.once("act as \(major)") {
      let world = try await BoundExample.start("setting", tenants: ["1", "2"], major: major, for: "act as")
      _ = try await world.superuser.run(
        """
        INSERT INTO shop.products (id, merchant_id, title, price)
        VALUES (gen_random_uuid(), 1, 'apples', 2), (gen_random_uuid(), 2, 'pears', 3)
        """)
      return world
    }
  }

  /// None, empty, malformed, foreign, unknown, too long, somebody else's spelling of it: the same answer, and nothing is open.
  @Test(arguments: TestServer.majors) func whoeverIsNobodyIsToldTheSame(_ major: Int) async throws {
    let shop = try await Shop(major)
    #expect(try await shop.acting(shop.person, "1").rows == [["apples"]])
    let unknown = "00000000-0000-4000-8000-00000000000f"
    let attempts: [(String?, String?)] = [
      (nil, nil), ("", ""), (shop.person, nil), (nil, "1"), (shop.person, ""), (shop.person, "2"), (shop.person, "3"),
      (unknown, "1"), ("no uuid", "1"), (shop.person + " ", "1"), (shop.person, "1 OR true"), (shop.person, "1.0"),
      (shop.person, "99999999999999999999999"), (shop.person, "٢"), ("{\(shop.person)}", "1"),
    ]
    for (principal, tenant) in attempts {
      let answer = try await shop.acting(principal, tenant)
      #expect(answer.state == "28000", "\(principal ?? "NULL"), \(tenant ?? "NULL")")
    }
    #expect(try await shop.connection.run(Self.read).rows.isEmpty)
  }

  @Test(arguments: TestServer.majors) func whoeverIsStoppedIsNobody(_ major: Int) async throws {
    let shop = try await Shop(major)
    let provisioner = shop.world.provisioner
    try await provisioner.suspendPrincipal(shop.person)
    #expect(try await shop.acting(shop.person, "1").state == "28000")
    try await provisioner.resumePrincipal(shop.person)
    #expect(try await shop.acting(shop.person, "1").rows == [["apples"]])
    try await provisioner.suspendTenant("1")
    #expect(try await shop.acting(shop.person, "1").state == "28000")
    try await provisioner.addTenant("1")
    _ = try await shop.world.superuser.run(
      "UPDATE bailiwick.memberships SET valid_until = statement_timestamp() WHERE principal_id = $1", [shop.person])
    #expect(try await shop.acting(shop.person, "1").state == "28000")
  }

  /// A suspension reaches the statement after it, in a transaction that is open.
  @Test(arguments: TestServer.majors) func aSuspensionReachesTheNextStatement(_ major: Int) async throws {
    let shop = try await Shop(major)
    _ = try await shop.connection.run("BEGIN")
    _ = try await shop.connection.run(BindStatement.setting.sql, [shop.person, "1"])
    #expect(try await shop.connection.run(Self.read).rows == [["apples"]])
    try await shop.world.provisioner.suspendPrincipal(shop.person)
    #expect(try await shop.connection.run(Self.read).rows.isEmpty)
    _ = try await shop.connection.run("ROLLBACK")
  }

  @Test(arguments: TestServer.majors) func itHoldsForOneTransactionAndOnce(_ major: Int) async throws {
    let shop = try await Shop(major)
    let other = try await shop.world.provisioner.addMember(id: nil, tenant: "2", roles: ["seller"])
    let again = "SELECT bailiwick.act_as('\(other)', '2')"
    #expect(try await shop.acting(shop.person, "1", again).state == "25000")
    // Outside of a transaction it ends with its own statement.
    _ = try await shop.connection.run(BindStatement.setting.sql, [shop.person, "1"])
    #expect(try await shop.connection.run(Self.read).rows.isEmpty)
    // What is set for the whole connection is no part of the next transaction's.
    _ = try await shop.connection.run(
      "SELECT set_config('bailiwick.principal', $1, false), set_config('bailiwick.tenant', '1', false)", [shop.person])
    #expect(try await shop.connection.run(Self.read).rows.isEmpty)
    #expect(try await shop.acting(other, "2").rows == [["pears"]])
    _ = try await shop.connection.run("DISCARD ALL")
  }

  /// Whoever may not serve requests cannot say it either.
  @Test(arguments: TestServer.majors) func onlyAPoolMaySayIt(_ major: Int) async throws {
    let shop = try await Shop(major)
    _ = try await shop.world.superuser.script(
      "DROP ROLE IF EXISTS passer_by; CREATE ROLE passer_by LOGIN PASSWORD 'p'; GRANT USAGE ON SCHEMA bailiwick TO passer_by; "
        + "GRANT CONNECT ON DATABASE example TO passer_by")
    let connection = try await shop.world.connect("passer_by", Secret("p"))
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.run(BindStatement.setting.sql, [shop.person, "1"])
    }
    #expect(error?.sqlState == "42501")
    await connection.close()
    _ = try await shop.world.superuser.script("DROP OWNED BY passer_by; DROP ROLE passer_by")
  }
}
