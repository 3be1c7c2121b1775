import Diagnostics
import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// What holds for everybody: the tenant, the person, the requirements; then row security is switched on.
  mutating func addFloors() {
    for table in policy.tables where !isUnderGrantsAlone(table) {
      addFloor(table)
      if let born = table.newRows {
        addPolicy(
          RowPolicy(
            "floor_insert", on: table.name, restrictive: true, for: .insert, to: [.everybody], using: nil,
            check: self.floor(of: born)),
          .floors, "Floor of \(table.name): a person leaves no row with a tenant that they do not act for",
          table.personLocation)
      }
      for (number, require) in table.requires.enumerated() {
        let rule = requirement(require, site, table.table)
        addPolicy(
          RowPolicy(
            Names.fit(["require"] + require.predicate.columns + (number == 0 ? [] : ["\(number + 1)"])), on: table.name,
            restrictive: true, for: .all, to: [.everybody],
            using: unlessFollowing(rule, table), check: rule), .floors,
          "Require \(require.predicate)\(require.exempt.isEmpty ? "" : ", except \(require.exempt.joined(separator: ", "))")",
          require.location)
      }
      if columnsByPolicy { addHiding(table) }
    }
    for table in policy.tables where !isUnderGrantsAlone(table) {
      add(
        "row security \(table.name)", .locks, .alterTable(table.name, .enableRowSecurity),
        undo: .alterTable(table.name, .disableRowSecurity), "From here on \(table.name) is shut, for its owner too",
        table.location, hazard: .closesAccess)
    }
  }

  /// The requirement, or an exempt role; the roles are those of the identity, so that no SET ROLE sheds it.
  func requirement(_ require: ResolvedRequire, _ site: Site, _ table: Table) -> Expression {
    let predicate = sql(require.predicate, site, table)
    return require.exempt.isEmpty ? predicate : .any([predicate, site.holds(require.exempt)])
  }

  private mutating func addFloor(_ table: ResolvedTable) {
    let floor = floor(of: table)
    if table.directory != nil { return addDirectoryFloor(table, floor, floorPurpose(table)) }
    addPolicy(
      RowPolicy(
        "floor", on: table.name, restrictive: true, for: .all, to: [.everybody],
        using: unlessFollowing(floor, table), check: floor),
      .floors, floorPurpose(table), table.location)
  }

  private func floor(of table: ResolvedTable) -> Expression {
    if let reading = soleReading(of: table) { return reading }
    let far = table.rules.contains { reachesAll($0.role) } || findsFromAfar(by: table)
    switch (table.classification, table.tenantColumn, table.personColumn) {
    case (.internal, _, _):
      guard let first = table.rules.first?.role else { return .bool(false) }
      return gated(Set(table.rules.flatMap { holders($0.role) }).sorted(), first, site, table)
    case (_, _, let person?) where table.acrossTenants: return isMine(person, site)
    case (_, let tenant?, let person?) where !far && can.subqueryInPolicy: return ownRow(tenant, person)
    case (_, let tenant?, let person):
      let inside: Expression =
        far
        ? .equalsAny(.column(tenant), reachable)
        : .binary(.column(tenant), .equal, site.identity("tenant_id"))
      return .all([inside] + (person.map { [isMine($0, site)] } ?? []))
    case (_, nil, let person?): return isMine(person, site)
    case (_, nil, nil): return site.known
    }
  }

  /// The one select rule's own condition, where that rule shows its whole reach and is for everybody whom a rule of the
  /// table is for. PostgreSQL joins conditions that are written alike (`list_append_unique` in its rowsecurity.c), so the
  /// floor costs a pool no look-up of its own there; and it shuts out who has no rule. Where rows are read for others than
  /// have rules here, it cannot.
  private func soleReading(of table: ResolvedTable) -> Expression? {
    let selects = table.rules.filter { $0.command == .select }
    guard binds.pooled, can.subqueryInPolicy, !isMemberTable(table), !findsPersons(table), !leadsToLevel(table),
      let rule = selects.first,
      selects.count == 1,
      table.tenantColumn != nil || table.personColumn != nil, rule.condition == .anything, level(rule.role) == nil,
      !table.rules.contains(where: { reachesAll($0.role) }),
      Set(holders(rule.role)).isSuperset(of: table.rules.flatMap { holders($0.role) })
    else { return nil }
    return gated(holders(rule.role), rule.role, site, table)
  }

  /// The tenants that a login may be about, as an array.
  private var reachable: Expression {
    can.subqueryInPolicy
      ? .arrayQuery(Query([.init(.column("tenant_id", of: "r"))], from: [.init(Names.reach, "r")]))
      : .routine(Names.reach, [])
  }

  /// Tenant and person in one comparison: one look-up for both.
  func ownRow(_ tenant: String, _ person: String, where gate: Expression? = nil) -> Expression {
    .binary(
      .row([.column(tenant), .column(person)]), .equal,
      .subquery(
        Query(
          [.init(.column("tenant_id", of: "i")), .init(.column("principal_id", of: "i"))],
          from: [.init(Names.identity, "i")], where: gate)))
  }

  func isMine(_ person: String, _ site: Site, where gate: Expression? = nil) -> Expression {
    .binary(site.column(person), .equal, site.identity("principal_id", where: gate))
  }

  private func floorPurpose(_ table: ResolvedTable) -> String {
    if table.acrossTenants { return "Floor of \(table.name): its person's, whichever tenant that one acts for" }
    return switch table.classification {
    case .internal:
      table.rules.isEmpty
        ? "Floor of \(table.name): nobody's, no rule can open it"
        : "Floor of \(table.name): no tenant's, for the roles that it is given to alone"
    case .shared: "Floor of \(table.name): shared, but nobody may do nothing, so an identity is asked for"
    case .tenants: "Floor of \(table.name): its key is the tenant"
    case .owned, .personal: "Floor of \(table.name): \(table.why)"
    }
  }

  /// A name that is taken already, as `reader_select` is by a role called "reader", gets a word of ours behind it.
  mutating func addPolicy(_ wanted: RowPolicy, _ layer: Layer, _ purpose: String, _ location: SourceLocation) {
    var policy = wanted
    while has("policy \(policy.table) \(policy.name)") { policy.name = Names.fit([policy.name, "bailiwick"]) }
    let roles = policy.grantees.compactMap { if case .role(let name) = $0 { "role \(name)" } else { nil } }
    add(
      "policy \(policy.table) \(policy.name)", layer, .createPolicy(policy),
      undo: .dropPolicy(policy.name, on: policy.table), purpose, location,
      needs: roles + identityObjects + directoryObjects(policy.table) + levelPathObjects(policy.table))
  }

  /// What policies ask who is there: none of it can go while a policy stands on it. Routines that only people call are no
  /// part of that.
  private var identityObjects: [String] {
    plan.objects.filter { object in
      switch object.create.first?.statement {
      case .createPromotionRoutine?, .createSessionRoutine?: false
      default: object.layer == .identity && (object.key.hasPrefix("view ") || object.key.hasPrefix("function "))
      }
    }.map(\.key)
  }
}

extension ResolvedTable {
  /// The table as it is for rows to come, where a person's rows of all tenants have a tenant each: those stay within the one
  /// that the person acts for. Nil where that makes no difference.
  var newRows: ResolvedTable? {
    guard acrossTenants, tenantColumn != nil else { return nil }
    var table = self
    table.acrossTenants = false
    return table
  }
}
