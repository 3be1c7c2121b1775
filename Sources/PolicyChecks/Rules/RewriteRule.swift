import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A rewrite rule on an owned table.
  static let rewriteRule = Check(
    "AZ339", .warning, "a rewrite rule on an owned table",
    reason: """
      What a rule adds or puts instead of a statement runs with the rights of the table's owner, whom row security \
      binds only where it is forced. What the policy says of the table is then not what happens.
      """,
    bad: """
      CREATE RULE log AS ON UPDATE TO app.orders DO ALSO INSERT INTO app.log SELECT OLD.*;
      """,
    good: """
      CREATE TRIGGER log AFTER UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.log();
      """
  ) { subject in
    subject.ownedTables.flatMap { table in
      table.table.rules.map { rule in
        Finding(
          table.name, "\(table.name) has the rewrite rule \(rule.name)", at: table.location,
          fix: "DROP RULE \(rule.name) ON \(table.name), and use a trigger")
      }
    }
  }
}
