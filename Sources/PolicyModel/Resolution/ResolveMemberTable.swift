import Diagnostics
import SchemaModel

extension Resolver {
  /// The table keeps its rows apart by the tenant that they are about, and no rule or key lets anybody write who is what.
  mutating func checkTable(_ members: ResolvedMembers, _ table: ResolvedTable, _ tables: [ResolvedTable]) {
    let at = members.location
    if table.classification != .owned(tenantColumn: members.tenant, source: .column) {
      report(
        "AZ132", "\(table.name) says who is who, but its rows are not the tenant's by \(members.tenant)", at,
        notes: ["\(table.why)  (\(table.location))"], fix: "Owned(by: \"\(members.tenant)\")")
    }
    if let type = table.table.column(members.tenant)?.type, type != tenants.type, !tenants.type.isEmpty {
      report("AZ132", "\(table.name).\(members.tenant) is \(type), but the tenants' key is \(tenants.type)", at)
    }
    if table.personColumn != nil {
      report(
        "AZ132", "rows of \(table.name) belong to one person each, so nobody could give another a role", at,
        notes: ["Personal stands at \(table.personLocation)"], fix: "leave Personal out of \(table.name)")
    }
    if !table.table.inherits.isEmpty || snapshot.tables.contains(where: { $0.inherits.contains(table.name) }) {
      report(
        "AZ132", "\(table.name) is partitioned or has heirs", at,
        notes: ["what is done to a part by its own name would pass by"], fix: "keep memberships in one plain table")
    }
    for rule in table.rules { refuseWriting(rule, members) }
    for key in table.table.foreignKeys { refuseFollowing(key, members, tables) }
  }

  /// Whoever may write the row makes himself what he likes.
  private mutating func refuseWriting(_ rule: ResolvedRule, _ members: ResolvedMembers) {
    let written = Set(rule.columns + rule.gated.map(\.column)).intersection(members.columns).sorted()
    let what: String
    switch rule.command {
    case .select: return
    case .update:
      guard !written.isEmpty else { return }
      what = "update \(written.joined(separator: ", ")) of"
    case .insert: what = "insert into"
    case .delete: what = "delete from"
    }
    report(
      "AZ133", "\"\(rule.role)\" may \(what) \(members.table), which says who is what", rule.location,
      notes: ["Members stands at \(members.location)"],
      fix: rule.command == .update
        ? "list other columns, and let MayGrant say who gives which role"
        : "let MayGrant say who gives which role: bailiwick.grant_role and revoke_role write the row")
  }

  /// A key's action writes what it follows, and asks no rule: whoever writes the parent would write roles.
  private mutating func refuseFollowing(_ key: ForeignKey, _ members: ResolvedMembers, _ tables: [ResolvedTable]) {
    guard let parent = tables.first(where: { $0.name == key.parent }) else { return }
    for (mine, theirs) in zip(key.columns, key.parentColumns) where members.columns.contains(mine) {
      let moves = key.onUpdate == .cascade || key.onUpdate == .setDefault
      let rule = parent.rules.first { rule in
        switch rule.command {
        case .update: moves && (rule.columns + rule.gated.map(\.column)).contains(theirs)
        case .delete: key.onDelete == .setDefault
        case .select, .insert: false
        }
      }
      guard let rule else { continue }
      report(
        "AZ133",
        "\"\(rule.role)\" may \(rule.command.rawValue) \(parent.name), and \(key.name) carries that into \(members.table).\(mine), which says who is what",
        rule.location, notes: ["Members stands at \(members.location)"],
        fix: "let \(key.name) do nothing, or leave \"\(theirs)\" out of the rule's columns")
    }
  }
}
