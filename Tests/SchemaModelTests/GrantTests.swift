import SchemaModel
import Testing

@Suite struct GrantTests {
  @Test func anEntryIsTakenApart() throws {
    let plain = try #require(Grant(parsing: "reader=SELECT"))
    #expect(plain.role == "reader" && plain.privilege == "SELECT" && plain.column == nil && !plain.grantable)
    let column = try #require(Grant(parsing: "\"we=i\"\"rd\"=UPDATE(price)*"))
    #expect(column.role == "we=i\"rd" && column.column == "price" && column.grantable)
  }

  @Test(arguments: ["a=b", "a)*", "(", "x*"])
  func aColumnsNameCannotDisguiseItsGrantee(_ name: String) throws {
    let grant = try #require(Grant(parsing: "PUBLIC=SELECT(\(name))"))
    #expect(grant.role == nil && grant.privilege == "SELECT" && grant.column == name && !grant.grantable)
  }

  @Test func aRoleNamedPublicIsNotEverybody() {
    #expect(Grant(parsing: "PUBLIC=SELECT")?.role == nil)
    #expect(Grant(parsing: "\"PUBLIC\"=SELECT")?.role == "PUBLIC")
  }

  @Test(arguments: ["", "reader", "=SELECT", "reader=", "\"reader=SELECT", "\"a\"b=SELECT"])
  func anotherFormIsNotGuessed(_ entry: String) { #expect(Grant(parsing: entry) == nil) }
}
