import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// Schemas and tables pass to a role that nobody logs in as; the way back returns them to whom the snapshot names.
  mutating func addOwners() {
    for schema in schemas {
      let before = snapshot.objects.first { $0.kind == "schema" && $0.name == schema }?.owner
      add(
        "owner schema \(schema)", .owners, .setOwner(.schema(schema), to: names.owner),
        undo: .setOwner(.schema(schema), to: back(before)),
        "The schema, so that foreign keys of its tables may look inside", needs: ["role \(names.owner)"])
    }
    for table in policy.tables {
      add(
        "owner \(table.name)", .owners, .setOwner(.table(table.name), to: names.owner),
        undo: .setOwner(.table(table.name), to: back(table.table.owner)),
        "No login may become the owner of \(table.name)",
        table.location, hazard: .closesAccess, needs: ["role \(names.owner)"])
    }
  }

  /// A snapshot from a sandbox names the sandbox's superuser; whoever runs the migration stands for him.
  private func back(_ owner: String?) -> String? {
    guard let owner, !owner.isEmpty else { return nil }
    let role = snapshot.roles.first { $0.name == owner }
    return role?.attributes.contains("superuser") ?? true ? nil : owner
  }
}
