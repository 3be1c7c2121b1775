import Enforcement
import SQLSyntax
import SchemaModel

/// Row security itself.
enum RowSecurityMutations {
  static let all: [MutationOperator] = [
    MutationOperator("force-off", "row security no longer binds the owner", widening: true) { installed in
      installed.plan.locked.sorted().map { table in
        .init(
          object: "\(table)", change: "NO FORCE", statements: [.statement(.alterTable(table, .noForce))],
          tables: [table], names: ["\(table): ", "NO FORCE"])
      }
    },
    MutationOperator("row-security-off", "policies stand, and are not asked", widening: true) { installed in
      installed.plan.locked.sorted().map { table in
        .init(
          object: "\(table)", change: "DISABLE", statements: [.rowSecurity(table, enabled: false)], tables: [table],
          names: ["\(table): ", "row security is disabled"])
      }
    },
    MutationOperator("row-security-default", "sessions begin with row_security = off") { _ in
      [
        .init(
          object: "the database", change: "SET row_security = off",
          statements: [.databaseSetting("row_security", "off")],
          names: ["setting row_security"])
      ]
    },
    MutationOperator("forgeable-default", "sessions begin with a setting that identities are read from") { _ in
      [
        .init(
          object: "the database", change: "SET bailiwick.token = x",
          statements: [.databaseSetting("bailiwick.token", "x")], names: ["setting bailiwick.token"])
      ]
    },
  ]
}
