import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A key spans all tenants and tells each what the others have.
  static let globalUnique = Check(
    "AZ317", .warning, "a key spans all tenants and tells each what the others have",
    reason: """
      A duplicate is refused whoever owns the other row: the error says that the value exists, and DO NOTHING says \
      it without an error. Row security does not change that on either engine. Random values (uuid) cannot be \
      guessed and are left alone, and so are numbers that the server counts.
      """,
    bad: """
      CREATE TABLE app.users (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, username text NOT NULL UNIQUE);
      """,
    good: """
      CREATE TABLE app.users (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, username text NOT NULL,
        UNIQUE (tenant_id, username));
      """
  ) { subject in
    subject.resolved.tables.flatMap { table -> [Finding] in
      let owner: (column: String, kind: String)
      switch table.classification {
      case .owned(let tenant, _): owner = (tenant, "tenant")
      case .personal(let person): owner = (person, "person")
      case .tenants, .shared, .internal: return []
      }
      guard table.rules.contains(where: { $0.command == .insert || $0.command == .update }) else { return [] }
      return table.table.uniqueKeys.filter { key in
        !key.columns.contains(owner.column) && !key.columns.isEmpty
          && !key.columns.contains { table.isUnguessable($0) || table.staysInside($0) }
      }.map { key in
        Finding(
          table.name, "\(key.name) is unique over all \(owner.kind)s: \(names(key.columns))", at: table.location,
          notes: ["a \(owner.kind) that tries a value learns whether another one has it"],
          fix: "add the \(owner.kind) to the key, or Accept(\"AZ317\", on: \"\(table.name)\", because: …)")
      }
    }
  }
}

extension Table {
  /// The keys, and the unique indexes over expressions or some rows, each with the columns that its entries are made of.
  fileprivate var uniqueKeys: [Key] {
    let plain = [primaryKey].compactMap(\.self) + uniques
    let others = indexes.filter { index in !plain.contains { $0.name == index.name } }.compactMap { index -> Key? in
      let words = SQLText(index.text).words
      guard words.dropFirst().first == "UNIQUE", let start = words.firstIndex(of: "USING") else { return nil }
      // Columns of INCLUDE and of the condition are no part of what has to differ.
      let entries = words[start...].prefix { $0 != "INCLUDE" && $0 != "WHERE" }
      return Key(index.name, columns.map(\.name).filter(entries.contains))
    }
    return plain + others
  }
}

extension ResolvedTable {
  /// Whether nobody can try the column's values on purpose: random, or given by the server.
  fileprivate func isUnguessable(_ name: String) -> Bool {
    guard let column = table.column(name) else { return true }
    return column.type == "uuid" || column.identityAlways || column.defaultExpression?.hasPrefix("nextval(") == true
  }

  /// Whether the column references an owned row, which stays inside the tenant.
  fileprivate func staysInside(_ column: String) -> Bool {
    references.contains { reference in
      if case .crossing = reference.kind { return false }
      return reference.key.columns.contains(column)
    }
  }
}
