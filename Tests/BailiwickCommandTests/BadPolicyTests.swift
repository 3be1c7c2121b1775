import Foundation
import TestSupport
import Testing

/// Policies that cannot be meant: what is wrong, where, and what to do; nothing is generated.
@Suite(.takesTurns) struct BadPolicyTests {
  static let policy = """
    import Bailiwick

    let policy = Policy("shop") {
      Tenants(in: "app.tenants", key: "id")
      Role("clerk")
      Schema("app") {
        Owned(by: "tenant_id")
        Owned(.inferred)
      }
      Table("app.orders") {
        Allow(.select, .insert, to: "clerk")
      }
    }
    """
  static let schema =
    Shop.sql + """

      CREATE TABLE app.loop_a (id uuid PRIMARY KEY, b uuid NOT NULL);
      CREATE TABLE app.loop_b (id uuid PRIMARY KEY, a uuid NOT NULL REFERENCES app.loop_a);
      ALTER TABLE app.loop_a ADD CONSTRAINT loop_fk FOREIGN KEY (b) REFERENCES app.loop_b;
      CREATE TABLE app.lost (id uuid PRIMARY KEY, name text);
      CREATE TABLE app.keyless (id uuid UNIQUE, tenant_id uuid NOT NULL REFERENCES app.tenants);
      CREATE TABLE app.below (id uuid PRIMARY KEY, parent uuid NOT NULL REFERENCES app.keyless (id));
      """
  static let shared = "Shared(\"lost\", \"loop_a\", \"loop_b\", \"keyless\", \"below\")"
  static let rule = "Allow(.select, .insert, to: \"clerk\")"

  /// What stands instead of what; the line that is named; words of the message.
  struct Slip {
    var write: String
    var insteadOf: String
    var line: Int
    var words: [String]
    /// Whether the rest of the schema is left to the clauses under test.
    var bare = false
  }

  static let slips = [
    Slip(
      write: "Role(\"clerk\"", insteadOf: "Role(\"clerk\")", line: 5,
      words: ["does not compile", ":5:15: error: expected ','"]),
    Slip(
      write: "Permit(.select, to: \"clerk\")", insteadOf: rule, line: 12,
      words: ["does not compile", ":12:5: error: cannot find 'Permit' in scope"]),
    Slip(
      write: "Allow(.select, to: \"clerk\", where: column(\"stat\") == \"x\")", insteadOf: rule, line: 12,
      words: ["error AZ102  app.orders has no column \"stat\"", "did you mean \"state\"?"]),
    Slip(
      write: "Allow(.select, to: \"clerc\")", insteadOf: rule, line: 12,
      words: ["error AZ103", "did you mean \"clerk\"?"]),
    Slip(
      write: "Table(\"app.order\")", insteadOf: "Table(\"app.orders\")", line: 11,
      words: ["error AZ101", "did you mean \"app.orders\"?"]),
    Slip(
      write: "\(rule)\n  }\n  Table(\"app.orders\") {\n    Allow(.delete, to: \"clerk\")", insteadOf: rule, line: 14,
      words: ["error AZ111  app.orders takes rules from two clauses", "say in one clause"]),
    Slip(
      write: "Role(\"clerk\", inherits: \"boss\")\n  Role(\"boss\", inherits: \"clerk\")", insteadOf: "Role(\"clerk\")",
      line: 5, words: ["error AZ105  roles inherit from each other: boss, clerk", "leave out one"]),
    Slip(
      write: "Table(\"app.orders\") {\n    Owned(through: \"state\")", insteadOf: "Table(\"app.orders\") {", line: 12,
      words: ["error AZ109  the path of app.orders through state", "no foreign key has these columns"]),
    Slip(
      write: "Owned(through: \"b\")\n    Owned(through: \"a\")\n    Shared(\"lost\", \"keyless\", \"below\")",
      insteadOf: "Owned(.inferred)", line: 8,
      words: [
        "error AZ109  the path of app.loop_a through b loops or leads to no tenant", "loop_fk leads to app.loop_b",
      ],
      bare: true),
    Slip(
      write: "Owned(.inferred)\n    Shared(\"loop_a\", \"loop_b\", \"keyless\", \"below\")",
      insteadOf: "Owned(.inferred)",
      line: 8, words: ["error AZ107  nothing says whose the rows of app.lost are", "Shared() or Internal()"], bare: true
    ),
    Slip(
      write: "Owned(.inferred)\n    Shared(\"loop_a\", \"loop_b\", \"lost\")", insteadOf: "Owned(.inferred)", line: 8,
      words: [
        "error AZ108  app.keyless owns rows of app.below, but has no primary key", "give app.keyless a primary key",
      ],
      bare: true),
    Slip(
      write: "\(rule)\n  }\n  Never(.insert, on: \"app.orders\")\n  Table(\"app.lines\") {", insteadOf: rule, line: 14,
      words: ["error AZ308  never insert on app.orders, but clerk may", "drop the rule"]),
  ]

  @Test func eachIsNamedWithItsPlaceAndNothingIsGenerated() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let path = ["PATH": try #require(ProcessInfo.processInfo.environment["PATH"])]
    try tool.write(Self.schema, to: "schema.sql")
    #expect(try tool.run("schema", "--schema", "app", "--sandbox", "schema.sql").code == 0)
    let whole = Self.policy.replacing("Owned(.inferred)", with: "Owned(.inferred)\n    \(Self.shared)")
    try tool.write(whole, to: "Policy.swift")
    #expect(try tool.run("check", environment: path).code == 0)
    let before = try tool.files()
    for slip in Self.slips {
      let text = (slip.bare ? Self.policy : whole).replacing(slip.insteadOf, with: slip.write)
      #expect(text != Self.policy && text != whole, "\(slip.write)")
      try tool.write(text, to: "Policy.swift")
      let check = try tool.run("check", environment: path)
      let compiles = !slip.words[0].hasPrefix("does not")
      #expect(check.code == (compiles ? 1 : 2), "\(slip.write): \(check.out)\(check.err)")
      let generate = try tool.run("generate", environment: path)
      #expect(generate.code == 2, "\(slip.write): \(generate.out)\(generate.err)")
      for said in [check.out + check.err, generate.err] {
        #expect(said.contains("Policy.swift:\(slip.line):"), "\(slip.write): \(said)")
        for word in slip.words { #expect(said.ranges(of: word).count == 1, "\(slip.write): \(said)") }
      }
      #expect(try tool.files() == before, "\(slip.write)")
    }
  }
}
