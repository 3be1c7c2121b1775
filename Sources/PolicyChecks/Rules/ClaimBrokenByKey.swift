import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A foreign key does what a claim says never happens.
  static let claimBrokenByKey = Check(
    "AZ309", .error, "a foreign key does what a claim says never happens",
    reason: """
      Key actions pass by row policies and privileges: they run as the table's owner. So deleting a parent deletes, \
      or changes, children that nobody may touch by a statement of his own.
      """,
    bad: """
      FOREIGN KEY (order_id) REFERENCES app.orders (id) ON DELETE CASCADE
      Table("app.orders") { Allow(.delete, to: "manager") }
      Never(.delete, on: "app.order_events")
      """,
    good: """
      FOREIGN KEY (order_id) REFERENCES app.orders (id) ON DELETE RESTRICT
      Table("app.orders") { Allow(.delete, to: "manager") }
      Never(.delete, on: "app.order_events")
      """
  ) { subject in
    subject.resolved.claims.flatMap { claim in
      subject.keyEffects.filter { effect in
        claim.commands.contains(effect.command) && claim.tables.contains(effect.child)
          && claim.binds(effect.rule.role, in: subject)
      }.map { effect in
        Finding(
          effect.child, "never \(effect.command.rawValue) on \(effect.child), but \(effect.key.name) does",
          at: claim.location,
          notes: [
            "\(effect.rule.role) may \(effect.rule.command.rawValue) \(effect.origin): \(effect.rule.location)"
          ],
          fix: "make \(effect.key.name) ON DELETE RESTRICT and ON UPDATE NO ACTION, or drop the claim")
      }
    }
  }
}
