import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A requirement does not reach the rows that hang on the table.
  static let requireStopsAtParent = Check(
    "AZ307", .warning, "a requirement does not reach the rows that hang on the table",
    reason: """
      A Require binds the table that it stands in. Rows of a child stay visible and can be added while their parent \
      is withheld, because tenants follow a foreign key and requirements do not.
      """,
    bad: """
      Table("app.orders") { Require(column("state") != "sealed", except: "manager") }
      Table("app.order_lines") { Allow(.select, to: "viewer") }
      """,
    good: """
      Table("app.orders") { Require(column("state") != "sealed", except: "manager") }
      Table("app.order_lines") { Allow(.select, to: "manager") }
      """
  ) { subject in
    subject.ownedTables.filter { !$0.requires.isEmpty }.compactMap { parent -> Finding? in
      let exempt = parent.requires.dropFirst().reduce(Set(parent.requires[0].exempt)) { $0.intersection($1.exempt) }
      let children = subject.resolved.tables.filter { child in
        child.name != parent.name && child.requires.isEmpty
          && child.references.contains { $0.key.parent == parent.name }
          && child.rules.contains { !exempt.contains($0.role) }
      }
      guard !children.isEmpty else { return nil }
      return Finding(
        parent.name, "what \(parent.name) requires does not hold for \(names(children.map(\.name.description)))",
        at: parent.requires[0].location, notes: ["requirement: \(parent.requires[0].predicate)"],
        fix: "give the children a requirement of their own, or accept that they are seen")
    }
  }
}
