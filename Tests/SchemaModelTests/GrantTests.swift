import SchemaModel
import Testing

@Suite struct GrantTests {
  @Test func anEntryIsTakenApart() throws {
    let plain = try #require(Grant(parsing: "reader=SELECT"))
    #expect(plain.role == "reader" && plain.privilege == "SELECT" && plain.column == nil && !plain.grantable)
    let column = try #require(Grant(parsing: "\"we=i\"\"rd\"=UPDATE(price)*"))
    #expect(column.role == "we=i\"rd" && column.column == "price" && column.grantable)
  }

  @Test func aRoleNamedPublicIsNotEverybody() {
    #expect(Grant(parsing: "PUBLIC=SELECT")?.role == nil)
    #expect(Grant(parsing: "\"PUBLIC\"=SELECT")?.role == "PUBLIC")
  }

  @Test(arguments: ["", "reader", "=SELECT", "reader="])
  func anotherFormIsNotGuessed(_ entry: String) { #expect(Grant(parsing: entry) == nil) }
}
