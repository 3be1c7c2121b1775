package import Bailiwick
import CanonicalJSON
import ExamplePolicies
import Foundation
package import SchemaModel

/// An example policy with the schema that it is written for: `sql/examples/<name>/schema.sql`, and its snapshot beside it.
package struct Example: Sendable {
  /// The policy's name, and the folder's.
  package let name: String
  /// The schema that it manages.
  package let schema: String
  /// The policy.
  package let policy: Policy

  /// Those whose principals may have logins of their own: what changes roles changes memberships.
  package static let byLogin = all.filter {
    $0.policy.promotions.isEmpty && $0.policy.support.isEmpty && $0.takes([])
  }

  /// All of them.
  package static let all = [
    Example(name: "freight", schema: "app", policy: Freight.policy),
    Example(name: "ads", schema: "ads", policy: Ads.policy),
    Example(name: "rides", schema: "movr", policy: Rides.policy),
    Example(name: "login", schema: "payroll", policy: OwnLogins.policy),
    Example(name: "session", schema: "clinic", policy: PooledSessions.policy),
    Example(name: "setting", schema: "shop", policy: TrustedSettings.policy),
    Example(name: "boards", schema: "boards", policy: Boards.policy),
    Example(name: "persons", schema: "planner", policy: PersonsAcrossTenants.policy),
    Example(name: "directory", schema: "crew", policy: PeopleOfCrews.policy),
    Example(name: "visitors", schema: "gallery", policy: Visitors.policy),
    Example(name: "promotion", schema: "desk", policy: Promotion.policy),
    Example(name: "support", schema: "books", policy: SupportAccess.policy),
    Example(name: "members", schema: "club", policy: OwnMembers.policy),
  ]

  /// Whether whoever asks may prove it so: whoever a row of the application's makes a member is one by nothing else.
  package func takes(_ bindings: [BindClause]) -> Bool {
    policy.members.isEmpty || bindings.map(\.binding.kind) == [.session]
  }

  /// Those in which whoever is bound changes what others are.
  package static let promoting = all.filter { !$0.policy.promotions.isEmpty || !$0.policy.support.isEmpty }

  /// The SQL that makes the schema.
  package var sql: String { get throws { try read("schema.sql") } }

  /// What PostgreSQL 18 holds after that SQL.
  package var snapshot: SchemaSnapshot {
    get throws { try SchemaSnapshot(json: JSONValue(parsing: try read("schema.json"))) }
  }

  /// A file of the example.
  package func read(_ file: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "sql/examples/\(name)/\(file)"), encoding: .utf8)
  }
}
