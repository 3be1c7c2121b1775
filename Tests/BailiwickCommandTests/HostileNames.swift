import Foundation
import PolicyModel

/// A schema and a policy in which every name and every text tries to be more than a name or a text. What stands before
/// `\u{301}` is one `Character` with it, but not for a server.
enum HostileNames {
  static let schema = "s'\u{301}\"\u{301}; DROP SCHEMA x; --%I$$"
  static let tenants = "PUBLIC"
  static let orders = "ord.ers'\u{301}; DROP TABLE \"t\"; --\n\\ $$\u{301} %s"
  /// The longest that the server keeps.
  static let lines = String(repeating: "n", count: 61) + "é"
  static let shared = "select"
  static let key = "user"
  static let tenant = "$1 ten\"ant'\u{301}"
  static let state = "state); DROP TABLE x; --\r\n$$\u{301}"
  static let secret = "naïve %I\\'"
  static let mail = "\u{301}日本 (mail)*"
  static let orderKey = "order\"\u{301} id"
  static let foreignKey = "fk'\"$$\u{301}"

  static let policyName = "p'\u{301}\nDROP TABLE x;\"%"
  static let roles = [
    "PUBLIC", "a\"\u{301}'; DROP ROLE postgres; --", "$$\u{301} %I\\",
    // With the policy's name and an underscore, 63 bytes.
    String(repeating: "r", count: 63 - policyName.utf8.count - 1),
  ]
  static let texts = [
    "x'\u{301}); DROP TABLE y; --", "\\\u{301}\\'\u{301}", "$$\u{301}$body1$", "%I %s", "E'\\''", "\n",
  ]
  /// Keys of two tenants.
  static let tenantKeys = ["A'\u{301}; DROP TABLE x; --", "B\"$$\u{301}%I\\"]

  /// A name in a statement of the test's own, doubled by bytes.
  static func quoted(_ name: String, _ mark: UInt8 = UInt8(ascii: "\"")) -> String {
    String(decoding: [mark] + name.utf8.flatMap { $0 == mark ? [$0, $0] : [$0] } + [mark], as: UTF8.self)
  }
  static func literal(_ text: String) -> String { quoted(text, UInt8(ascii: "'")) }
  static func table(_ name: String) -> String { "\(quoted(schema)).\(quoted(name))" }

  /// The application's own migration.
  static var sql: String {
    """
    CREATE TABLE public.x (n int);
    CREATE TABLE public.y (n int);
    CREATE SCHEMA \(quoted(schema));
    CREATE TABLE \(table(tenants)) (\(quoted(key)) text PRIMARY KEY);
    CREATE TABLE \(table(shared)) (\(quoted("from")) int PRIMARY KEY);
    CREATE TABLE \(table(orders)) (id int PRIMARY KEY, \(quoted(tenant)) text NOT NULL REFERENCES \(table(tenants)),
      \(quoted(state)) text NOT NULL, \(quoted(secret)) text, \(quoted(mail)) text,
      CONSTRAINT \(quoted("check'\"")) CHECK (octet_length(\(quoted(state))) < 1000));
    CREATE TABLE \(table(lines)) (id int PRIMARY KEY, \(quoted(orderKey)) int NOT NULL,
      CONSTRAINT \(quoted(foreignKey)) FOREIGN KEY (\(quoted(orderKey))) REFERENCES \(table(orders)));
    INSERT INTO \(table(tenants)) VALUES \(tenantKeys.map { "(\(literal($0)))" }.joined(separator: ", "));
    INSERT INTO \(table(shared)) VALUES (1);
    INSERT INTO \(table(orders)) SELECT i, CASE WHEN i % 2 = 0 THEN \(literal(tenantKeys[0])) ELSE \(literal(tenantKeys[1])) END,
      \(literal(texts[0])), 'secret', 'mail@example.org' FROM generate_series(1, 10) i;
    INSERT INTO \(table(lines)) SELECT i, i FROM generate_series(1, 10) i;
    """
  }

  static var policy: Policy {
    func name(_ table: String) -> String { "\(schema).\(table)" }
    func read(_ roles: [String]) -> TableRules { TableRules(allows: [AllowRule([.select], to: roles)]) }
    let hostile = Predicate.or(
      texts.map { .compare(.column(state), .equal, .literal(.text($0))) }
        + [.isIn(.column(state), texts.map(Literal.text))])
    return Policy(
      name: policyName, tenants: TenantsClause(table: name(tenants), key: key, rules: read(roles)),
      roles: roles.map { RoleClause($0, inherits: $0 == roles[1] ? [roles[0]] : []) },
      schemas: [
        SchemaClause(
          schema,
          ownerships: [
            OwnershipClause(.column(tenant)), OwnershipClause(.inferred), OwnershipClause(.shared, patterns: [shared]),
          ])
      ],
      tables: [
        TablesClause([name(shared)], rules: read(roles)),
        TablesClause(
          [name(orders)],
          rules: TableRules(
            allows: [
              AllowRule([.select], to: [roles[0], roles[2], roles[3]]),
              AllowRule([.insert, .update], to: [roles[1]], where: hostile),
            ],
            requires: [
              RequireRule(.not(.compare(.column(state), .equal, .literal(.text("'\u{301}")))), except: [roles[2]])
            ],
            hides: [HideRule([secret], except: [roles[1]])],
            masks: [MaskRule(mail, with: .keepLast(4), except: [roles[1]])])),
        TablesClause([name(lines)], rules: read(roles)),
      ])
  }
}
