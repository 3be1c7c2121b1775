import PolicyModel

extension FreightWorld {
  /// Two roles: one for few columns of every row, one for all columns of drafts.
  static let policyOfTwoReaders: Policy = {
    let draft = Predicate.compare(.column("status"), .equal, .literal(.text("draft")))
    let rules = TableRules(allows: [
      AllowRule([.select], to: ["list"], columns: ["id", "status", "weight_kg"]),
      AllowRule([.select], to: ["open"], where: draft),
      AllowRule([.update], to: ["list"], columns: ["weight_kg"]),
      AllowRule([.update], to: ["open"], where: draft),
    ])
    return Policy(
      name: "two", tenants: TenantsClause(table: "app.tenants", key: "id"),
      roles: [RoleClause("list"), RoleClause("open")],
      schemas: [
        SchemaClause(
          "app",
          ownerships: [
            OwnershipClause(.column("tenant_id")), OwnershipClause(.inferred),
            OwnershipClause(.shared, patterns: ["countries"]),
          ])
      ],
      tables: [TablesClause(["app.shipments"], rules: rules)])
  }()
}
