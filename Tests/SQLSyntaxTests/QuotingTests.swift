import Database
import SQLSyntax
import SchemaModel
import TestSupport
import Testing

/// Names and constants that try to be more than that, read back by a server.
@Suite(.takesTurns) struct QuotingTests {
  static let hostile = [
    "plain", "With Space", "dot.ted", "qu\"ote", "a'b", "semi;colon--", "x\"; DROP TABLE t; --", "日本", "PUBLIC",
    "public",
    "select", "user", "$$", "$body1$", "%I", "\\", "back\\slash'", "", " ", "tab\t", "new\nline",
    "accent'\u{301}; DROP TABLE t; --", "accent\"\u{301}; DROP TABLE t; --", "$$\u{301}", "\\\u{301}\\'\u{301}",
    String(repeating: "n", count: 63), "E'\\''", "session_user", "1st", "_ok", "naïve", "a$b",
  ]

  @Test func namesComeBackAsTheyWere() async throws {
    let sandbox = try await TestServer.start(for: "quoting")
    try await sandbox.withDatabase("names") { connection, _ in
      for (number, name) in Self.hostile.enumerated() where !name.isEmpty {
        let table = QualifiedName("s\(number)\(name)".prefixed(63), name)
        let create = Statement.createTable(table, [ColumnDefinition(name, .text)], [])
        _ = try await connection.script("CREATE SCHEMA \(Expression.column(table.schema).sql); \(create.sql)")
        let found = try await connection.run(
          "SELECT attname FROM pg_attribute WHERE attrelid = (SELECT oid FROM pg_class WHERE relname = $1 AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $2)) AND attnum > 0",
          [name, table.schema])
        let back = try #require(found.rows.first?.first ?? nil)
        #expect(back.unicodeScalars.elementsEqual(name.unicodeScalars))
      }
    }
  }

  @Test(arguments: ["on", "off"]) func textsComeBackAsTheyWere(_ standardStrings: String) async throws {
    let sandbox = try await TestServer.start(for: "quoting")
    try await sandbox.withDatabase("texts_\(standardStrings)") { connection, _ in
      _ = try await connection.run("SET standard_conforming_strings = \(standardStrings)")
      _ = try await connection.run("SET escape_string_warning = off")
      for text in Self.hostile {
        let query = Query([.init(.literal(.typed(text, .text)))])
        let back = try #require(try await connection.run(query.sql).rows.first?.first ?? nil)
        #expect(back.unicodeScalars.elementsEqual(text.unicodeScalars))
      }
    }
  }

  /// A block is quoted by a mark that it does not contain, and a percent sign in a name is no place holder.
  @Test func blocksHoldWhateverIsInThem() async throws {
    let sandbox = try await TestServer.start(for: "quoting")
    try await sandbox.withDatabase("blocks") { connection, _ in
      for text in Self.hostile + ["%s", "%\u{301}", "%%", "$body1$ $$\u{301}"] where !text.isEmpty {
        let role = "r\(text)".prefixed(63)
        _ = try await connection.script(Statement.createRoles([role]).sql)
        let found = try await connection.run("SELECT 1 FROM pg_roles WHERE rolname = $1", [role])
        #expect(found.rows == [["1"]], "\(text)")
        _ = try await connection.script(Statement.grant([.init(.connect)], on: [.database], to: [.role(role)]).sql)
        let granted = try await connection.run(
          "SELECT pg_catalog.has_database_privilege($1, current_database(), 'CONNECT')", [role])
        #expect(granted.rows == [["t"]], "\(text)")
        let refusal = Statement.refuse(ifAny: [Query([])], message: text)
        let error = await #expect(throws: DatabaseError.self) { try await connection.script(refusal.sql) }
        #expect(error?.message.unicodeScalars.elementsEqual(text.unicodeScalars) == true, "\(text)")
        _ = try await connection.script(
          Statement.revoke([.init(.connect)], on: [.database], from: [.role(role)]).sql)
        _ = try await connection.script(Statement.dropRole(role).sql)
        #expect(try await connection.run("SELECT 1 FROM pg_roles WHERE rolname = $1", [role]).rows.isEmpty, "\(text)")
      }
    }
  }

  /// What looks like a parameter in a name stays a name.
  @Test func valuesStandOnlyWhereParametersStand() {
    let table = QualifiedName("s", "t$2")
    let insert = RowStatement.insert(table, ["$1", "b"])
    #expect(insert.sql == "INSERT INTO s.\"t$2\" (\"$1\", b) VALUES ($1, $2)")
    #expect(insert.sql(with: ["it's", nil]) == "INSERT INTO s.\"t$2\" (\"$1\", b) VALUES ('it''s', NULL)")
    #expect(
      RowStatement.update(table, "a$1", key: ["$2"]).sql(with: ["1", "2"])
        == "UPDATE s.\"t$2\" SET \"a$1\" = '1' WHERE \"$2\" = '2'")
  }

  @Test func wordsOfTheGrammarAreQuoted() async throws {
    let sandbox = try await TestServer.start(for: "quoting", major: 18)
    try await sandbox.withDatabase("words") { connection, _ in
      let words = try await connection.run("SELECT word FROM pg_get_keywords()").rows.compactMap { $0[0] }
      #expect(words.count > 400)
      for word in words {
        let statement = Statement.createTable(QualifiedName("public", word), [ColumnDefinition(word, .text)], [])
        _ = try await connection.run(statement.sql)
        let query = Query([.init(.column(word))], from: [.init(QualifiedName("public", word), word)])
        _ = try await connection.run(query.sql)
      }
    }
  }

  @Test func aDecimalThatIsNoneIsNoSQL() {
    #expect(Expression.literal(.decimal("1.5")).sql == "1.5")
    #expect(Expression.literal(.decimal("1; DROP TABLE t")).sql == "CAST('1; DROP TABLE t' AS numeric)")
  }

  @Test func operatorsInsideOthersStandInParentheses() {
    let (a, b) = (Expression.column("a"), Expression.column("b"))
    #expect(Expression.or([.and([a, b]), .not(.or([a, b]))]).sql == "(a AND b) OR NOT (a OR b)")
    #expect(Expression.binary(.binary(a, .equal, b), .equal, a).sql == "(a = b) = a")
    #expect(Expression.isNull(.binary(a, .equal, b)).sql == "(a = b) IS NULL")
    #expect(Expression.and([]).sql == "true" && Expression.or([]).sql == "false")
    #expect(Expression.isIn(a, []).sql == "false")
  }
}

extension String {
  fileprivate func prefixed(_ bytes: Int) -> String {
    var text = self
    while text.utf8.count > bytes { text.removeLast() }
    return text
  }
}
