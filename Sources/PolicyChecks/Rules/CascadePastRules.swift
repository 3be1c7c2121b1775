import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// Deleting one row deletes rows that the same role may not delete.
  static let cascadePastRules = Check(
    "AZ310", .warning, "deleting one row deletes rows that the same role may not delete",
    reason: """
      ON DELETE CASCADE runs as the table's owner, past policies and privileges. What the policy says of deleting \
      the child is then not all that happens to it. A claim on the child turns this into an error.
      """,
    bad: """
      FOREIGN KEY (order_id) REFERENCES app.orders (id) ON DELETE CASCADE
      Table("app.orders") { Allow(.delete, to: "manager") }
      Table("app.invoices") { Allow(.select, to: "manager") }
      """,
    good: """
      FOREIGN KEY (order_id) REFERENCES app.orders (id) ON DELETE RESTRICT
      Table("app.orders") { Allow(.delete, to: "manager") }
      Table("app.invoices") { Allow(.select, to: "manager") }
      """
  ) { subject in
    subject.keyEffects.filter { effect in
      guard effect.command == .delete else { return false }
      let claimed = subject.resolved.claims.contains {
        $0.commands.contains(.delete) && $0.tables.contains(effect.child) && $0.binds(effect.rule.role, in: subject)
      }
      guard !claimed, let child = subject.resolved.table(effect.child) else { return false }
      return !subject.mayRun(.delete, on: child, as: effect.rule.role)
    }.map { effect in
      Finding(
        effect.child, "\(effect.key.name) deletes from \(effect.child), which \(effect.rule.role) may not",
        at: effect.rule.location, notes: ["it does so when \(effect.rule.role) deletes from \(effect.origin)"],
        fix: "allow the delete, or make the key ON DELETE RESTRICT")
    }
  }
}
