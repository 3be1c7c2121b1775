import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// One look over every new key: validation alone can be blind under row security.
  mutating func addAntiJoins() {
    var queries: [(query: Query, tables: [QualifiedName], needs: String)] = []
    for table in policy.tables {
      for reference in table.references where reference.kind == .insideTenant {
        guard let tenant = table.tenantColumn, let theirs = policy.table(reference.key.parent)?.tenantColumn
        else { continue }
        let pairs =
          [KeyPair(tenant, theirs)] + zip(reference.key.columns, reference.key.parentColumns).map { KeyPair($0, $1) }
        queries.append(
          (
            antiJoin(table.name, reference.key, pairs), [table.name, reference.key.parent],
            "reference \(table.name).\(reference.key.name)"
          ))
      }
    }
    guard !queries.isEmpty else { return }
    let purpose = "A crossing reference stops the migration, whatever a constraint says of itself"
    let steps =
      can.blocks
      ? [
        Step(
          .refuse(ifAny: queries.map(\.query), message: "a row refers to another tenant's row"), purpose,
          hazard: .scansTable)
      ]
      : queries.map {
        Step(.query($0.query.stopping(as: "no_crossing")), "\(purpose): by a division", hazard: .scansTable)
      }
    add(
      "no crossing rows", .keys, create: steps, remove: [], needs: queries.map(\.needs),
      readsAll: Set(queries.flatMap(\.tables)).sorted())
  }

  private func antiJoin(_ child: QualifiedName, _ key: ForeignKey, _ pairs: [KeyPair]) -> Query {
    let on = Expression.all(
      pairs.map { .binary(.column($0.parent, of: "p"), .equal, .column($0.child, of: "c")) })
    let missing = [Expression.isNull(.column(pairs[0].parent, of: "p"))]
    let present = key.columns.map { Expression.isNotNull(.column($0, of: "c")) }
    return Query(
      [], from: [.init(child, "c"), .init(key.parent, "p", join: .left(on: on))], where: .all(missing + present))
  }

  /// What a DEFAULT calls: a policy that asks by functions has them already.
  private var tenantFunction: QualifiedName { can.subqueryInPolicy ? Names.currentTenant : Names.actingTenant }
  private var principalFunction: QualifiedName { can.subqueryInPolicy ? Names.currentPrincipal : Names.actingPrincipal }

  mutating func addDefaults(_ table: ResolvedTable) {
    guard table.classification != .tenants else { return }
    let columns = [
      (table.tenantColumn, tenantFunction, givesTenant), (table.personColumn, principalFunction, givesPerson),
    ]
    for (column, function, gives) in columns {
      guard let column, table.rules.contains(where: { gives($0, table) }),
        table.table.column(column)?.defaultExpression == nil
      else { continue }
      add(
        "default \(table.name).\(column)", .keys,
        .alterTable(table.name, .setDefault(column, .routine(function, []))),
        undo: .alterTable(table.name, .dropDefault(column)), "\(table.name): applications need not send \(column)",
        table.location, needs: ["function \(function)"] + columnKey(table))
    }
  }

  /// Whether a new row by the rule takes its tenant from the identity: a role that reaches all acts for none.
  func givesTenant(_ rule: ResolvedRule, _ table: ResolvedTable) -> Bool {
    rule.command == .insert && !reachesAll(rule.role)
  }

  /// Whether a new row by the rule takes its person from the identity. A role that reaches all has rows of its own only where
  /// those are a person's across tenants.
  func givesPerson(_ rule: ResolvedRule, _ table: ResolvedTable) -> Bool {
    rule.command == .insert && (table.acrossTenants || !reachesAll(rule.role))
  }
}
