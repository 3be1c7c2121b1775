import AccessModel
import Bailiwick
import Diagnostics
import ExamplePolicies
import SchemaModel
import TestSupport
import Testing

@Suite struct AccessDiffTests {
  typealias Mutation = @Sendable (inout Policy) -> Void

  static func diff(_ mutate: Mutation) throws -> AccessDiff {
    var policy = Freight.policy
    mutate(&policy)
    return AccessDiff(from: try side(Freight.policy), to: try side(policy))
  }

  static let snapshot = Result { try Example.all[0].snapshot }

  static func side(_ policy: Policy) throws -> AccessSide { try AccessSide(policy, in: snapshot.get()) }

  /// A sign, then what is told of the change.
  static func told(_ diff: AccessDiff) -> [String] {
    diff.access.map { "\($0.effect.rawValue): \($0.sentence)" }
      + diff.clauses.map { "\($0.effect.rawValue) \($0.kind.rawValue): \($0.sentence)" }
  }

  static let notClosed = column("status") != "closed"
  static let shipments = 1
  static let rows = "rows where status <> 'embargoed'"

  static let mutations: [(name: String, mutate: Mutation, expected: [String], widens: Bool)] = [
    ("nothing", { _ in }, [], false),
    ("logins, said", { $0.bindings = [BindClause(.login)] }, [], false),
    (
      "a claim less", { $0.bindings = [BindClause(.login, against: [.honest, .credentials])] },
      ["widened binding: no longer claimed to hold against C2 by logins"], true
    ),
    (
      "a rule more",
      { $0.tables[shipments].rules.allows.append(AllowRule([.delete], to: ["clerk"], where: notClosed)) },
      ["gained: clerk gains DELETE on app.shipments (rows where status <> 'closed' and status <> 'embargoed')"], true
    ),
    (
      "a rule less", { $0.tables[shipments].rules.allows.remove(at: 3) },
      ["lost: manager loses DELETE on app.shipments (all rows of its tenant)"], false
    ),
    (
      "a conjunct more",
      {
        $0.tables[shipments].rules.allows[2].condition = .and([notClosed, column("country_code") == "SE"])
      },
      [
        "narrowed: clerk has a narrower UPDATE on app.shipments: rows where status <> 'closed' and country_code = 'SE' "
          + "and status <> 'embargoed', resulting in status <> 'embargoed'; was rows where status <> 'closed' and "
          + "status <> 'embargoed', resulting in status <> 'embargoed'",
        "narrowed: manager has a narrower UPDATE on app.shipments: rows where status <> 'closed' and "
          + "country_code = 'SE'; was rows where status <> 'closed'",
      ], false
    ),
    (
      "another way to write it", { $0.tables[shipments].rules.allows[2].condition = !(column("status") == "closed") },
      [], false
    ),
    (
      "another condition", { $0.tables[shipments].rules.allows[0].condition = column("country_code") == "SE" },
      [], false
    ),
    (
      "a hidden column shown to clerks", { $0.tables[shipments].rules.hides[0].except = ["clerk"] },
      [
        "gained: clerk gains SELECT (margin) on app.shipments (\(rows))",
        "gained: clerk gains INSERT (margin) on app.shipments (rows where status = 'draft' and "
          + "status <> 'embargoed')",
        "gained: clerk gains UPDATE (margin) on app.shipments (rows where status <> 'closed' and "
          + "status <> 'embargoed', resulting in status <> 'embargoed')",
        "widened column: app.shipments.margin is shown in full to clerk, was hidden",
      ], true
    ),
    (
      "a mask that shows less",
      { $0.tables[shipments].rules.masks[0] = MaskRule("contact_email", with: .keepLast(2), except: ["clerk"]) },
      [
        "narrowed: auditor has a narrower SELECT (contact_email) on app.shipments: rows of every tenant where "
          + "status <> 'embargoed', masked to the last 2 characters; was rows of every tenant where "
          + "status <> 'embargoed', masked to the last 4 characters",
        "narrowed: viewer has a narrower SELECT (contact_email) on app.shipments: \(rows), masked to the last 2 "
          + "characters; was \(rows), masked to the last 4 characters",
        "narrowed column: app.shipments.contact_email is masked to the last 2 characters to auditor, viewer, was "
          + "masked to the last 4 characters",
      ], false
    ),
    (
      "a claim given up", { $0.claims = [] },
      ["widened claim: no longer claimed: nobody may delete on app.shipment_events"], true
    ),
    (
      "a finding accepted", { $0.accepted.append(AcceptClause("AZ317", table: "app.notes", reason: "r")) },
      ["widened accepted: now accepted: AZ317 on app.notes: r"], false
    ),
    (
      "a role that no rule names", { $0.roles.append(RoleClause("guest")) }, ["gained role: role guest is new"], false
    ),
    (
      "notes of persons made the tenant's",
      {
        $0.tables[3].rules.personal = nil; $0.tables[3].rules.allows = [AllowRule([.select], to: ["viewer"])]
      },
      [
        "lost: clerk loses INSERT on app.notes (the person's own rows)",
        "lost: clerk loses UPDATE on app.notes (the person's own rows)",
        "lost: clerk loses DELETE on app.notes (the person's own rows)",
        "widened: clerk has a wider SELECT on app.notes: all rows of its tenant; was the person's own rows",
      ], true
    ),
    (
      "notes of persons made theirs whichever tenant they act for",
      { $0.tables[3].rules.personal?.acrossTenants = true },
      [
        "widened: clerk has a wider DELETE on app.notes: the person's own rows, whichever tenant they act for; "
          + "was the person's own rows",
        "widened personal: rows of app.notes belong to the person in author_id whichever tenant that one acts for, "
          + "no longer within the tenant",
      ], true
    ),
    (
      "a tenant's table shared",
      { $0.tables[3].rules.ownership = OwnershipClause(.shared) },
      ["widened ownership: app.notes is shared by every tenant; it belonged to a tenant by the column tenant_id"], true
    ),
    (
      "a table kept internal", { $0.tables[3].rules = TableRules(ownership: OwnershipClause(.internal)) },
      [
        "lost: viewer loses DELETE on app.notes (the person's own rows)",
        "narrowed ownership: app.notes is internal; it belonged to a tenant by the column tenant_id",
        "widened personal: rows of app.notes no longer belong to the person in author_id",
      ], true
    ),
    (
      "a role that reaches all",
      {
        $0.roles[0].reach = .allTenants; $0.roles[1].inherits = []
      },
      [
        "lost: clerk loses SELECT on app.tenants (all rows of its tenant)",
        "widened: viewer has a wider SELECT on app.tenants: all rows of every tenant; was all rows of its tenant",
        "widened role: role viewer reaches all tenants, was own tenant",
      ], true
    ),
    (
      "a role that inherits no more", { $0.roles[2].inherits = ["viewer"] },
      [
        "lost: manager loses INSERT on app.shipment_events (all rows of its tenant)",
        "narrowed role: role manager no longer has what clerk has",
      ], false
    ),
    (
      "a requirement gone", { $0.tables[shipments].rules.requires = [] },
      [
        "widened: viewer has a wider SELECT (country_code, created_at, id, reference, status, tenant_id, weight_kg) on "
          + "app.shipments: all rows of its tenant; was \(rows)",
        "widened require: app.shipments requires nothing of each row; it required status <> 'embargoed' except for "
          + "manager (widened for auditor, clerk, viewer)",
      ], true
    ),
    (
      "one more exempt from a requirement", { $0.tables[shipments].rules.requires[0].except = ["clerk"] },
      [
        "widened require: app.shipments requires status <> 'embargoed' except for clerk, manager of each row; it "
          + "required status <> 'embargoed' except for manager (widened for clerk)"
      ], true
    ),
    (
      "a requirement more", { $0.tables[3].rules.requires = [RequireRule(column("body") != "")] },
      [
        "narrowed: viewer has a narrower DELETE on app.notes: the person's own rows where body <> ''; was the person's own rows"
      ],
      false
    ),
    (
      "a reference that crosses",
      {
        $0.tables[2].rules.crossings = [CrossingRule("shipment_events_shipment_fk", reason: "r")];
        $0.tables[2].patterns.removeLast()
      },
      ["widened crossing: shipment_events_shipment_fk of app.shipment_events may leave the tenant"], true
    ),
  ]

  @Test(arguments: mutations.indices)
  func oneLineAndWhatFollows(_ index: Int) throws {
    let (name, mutate, expected, widens) = Self.mutations[index]
    let diff = try Self.diff(mutate)
    let told = Self.told(diff)
    for line in expected { #expect(told.contains(line), "\(name): \(line)\n\(told.joined(separator: "\n"))") }
    #expect(diff.widens == widens, "\(name)\n\(told.joined(separator: "\n"))")
    if name == "nothing" || name.hasPrefix("another way") { #expect(diff.isEmpty && diff.same == diff.cells) }
  }
}
