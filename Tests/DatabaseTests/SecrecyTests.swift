import Database
import Testing

@Suite("What is printed holds no secret")
struct SecrecyTests {
  private let url = "postgres://ada:s3cr%2Ft@db.example:5433/shop?sslmode=require&sslpassword=k3y"

  @Test("a secret shows itself only when asked")
  func secret() {
    let secret = Secret("hunter22")
    var dumped = ""
    dump(secret, to: &dumped)
    dump(["key": secret], to: &dumped)
    #expect(!("\(secret)" + String(reflecting: secret) + dumped).contains("hunter22"))
    #expect(secret.reveal() == "hunter22")
  }

  @Test("a target keeps the parts of its URL and prints no password")
  func target() throws {
    let target = try ConnectionTarget(url: url)
    #expect(target.host == "db.example")
    #expect(target.port == 5433)
    #expect(target.database == "shop")
    #expect(target.user == "ada")
    #expect(target.password?.reveal() == "s3cr/t")
    var dumped = ""
    dump(target, to: &dumped)
    #expect("\(target)" == "postgres://ada@db.example:5433/shop?sslmode=require")
    for secret in ["s3cr", "k3y"] { #expect(!dumped.contains(secret)) }
  }

  @Test("a new user does not inherit the old password")
  func otherUser() throws {
    let target = try ConnectionTarget(url: url)
    #expect(target.with(user: "eve").password == nil)
    #expect(target.with(database: "other").password == target.password)
    #expect(target.with(user: "eve", password: Secret("x")).password?.reveal() == "x")
  }

  @Test("keyword form, port lists and the empty URL are libpq's")
  func keywordForm() throws {
    let target = try ConnectionTarget(url: "host=a,b port=1,2 dbname='my db' application_name=x")
    #expect(target.port == nil)
    #expect(target.options == ["port": "1,2", "application_name": "x"])
    #expect(target.database == "my db")
    #expect(try ConnectionTarget(url: "") == ConnectionTarget())
  }

  @Test(
    "a URL that cannot be read is not quoted",
    arguments: [
      "postgres://ada:hunter%zz@h/d", "postgres://ada:hunter@h:x]/[d?hunter", "hunter22", "postgres://[hunter/d",
      "pass=hunter22", "postgres://h/d?sslmod=hunter", "password='hunter",
    ])
  func unreadable(url: String) {
    let error = #expect(throws: DatabaseError.self) { try ConnectionTarget(url: url) }
    #expect(error?.kind == .usage)
    #expect(error.map { $0.description.contains("hunter") } == false, "\(String(describing: error))")
  }

  @Test("an error masks the password literals of its statement")
  func statement() {
    let error = DatabaseError(
      .server, "syntax error at or near \"hun''ter\"", statement: "ALTER ROLE r WITH PASSWORD 'hun''ter' , x 'y'")
    #expect(error.statement == "ALTER ROLE r WITH PASSWORD '•••' , x 'y'")
    // An accent joins the quote before it in a Swift Character, but not on the server.
    let accented = DatabaseError(
      .server, "syntax error at or near \"\u{301}hunter\"", statement: "ALTER ROLE r PASSWORD '\u{301}hunter'")
    #expect(!"\(accented)\(accented.statement ?? "")".contains("hunter"))
    #expect(!error.message.contains("hun"))
    for before in ["password", "PassWord", "WITH SUPERUSER PASSWORD", "/* word */ passWORD", "\0 password"] {
      let said = DatabaseError(.server, "near \"hunter\"", statement: "ALTER ROLE r \(before) 'hunter'")
      #expect(!"\(said.message)\(said.statement ?? "")".contains("hunter"), "\(before)")
    }
  }

  @Test("an error is one line")
  func oneLine() {
    var error = DatabaseError(.server, "no\nway", sqlState: "42501")
    error.hint = "ask\nnicely"
    #expect(error.description == "no way (SQLSTATE 42501; hint: ask nicely)")
  }
}
