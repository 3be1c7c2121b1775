import CanonicalJSON
package import PolicyModel
package import SchemaModel

/// A schema and a policy that are put to the test: a random case, or one that a file keeps.
package struct FuzzSubject: Hashable, Sendable {
  /// What makes the schema `app`.
  package var sql: String
  /// The policy.
  package var policy: Policy
  /// Whose SQL is installed; nil where it is that of the server.
  package var engine: Engine?
  /// The tables that cells are about; nil means all.
  package var asked: Set<QualifiedName>?

  /// CockroachDB, whose rendering PostgreSQL executes.
  static let cockroach = Engine(.cockroachdb, 25, 4)

  init(sql: String, policy: Policy, engine: Engine?, asked: Set<QualifiedName>?) {
    (self.sql, self.policy, self.engine, self.asked) = (sql, policy, engine, asked)
  }

  /// Reads what ``text`` writes, also within what is said of a failure; asked about are all tables.
  package init(text: String) throws {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).drop { !$0.hasPrefix("-- ") }
    let start = lines.firstIndex { $0.hasPrefix("{") } ?? lines.endIndex
    let head = lines[..<start].joined(separator: "\n")
    self.init(
      sql: head, policy: try Policy(json: JSONValue(parsing: lines[start...].joined(separator: "\n"))),
      engine: head.hasPrefix("-- cockroachdb") ? Self.cockroach : nil, asked: nil)
  }

  /// As a file keeps it: the engine, the schema, the policy.
  package var text: String {
    let about = asked.map { ", about " + $0.sorted().map(\.description).joined(separator: ", ") } ?? ""
    return "-- \(engine.map(\.description) ?? "the server's own SQL")\(about)\n\(sql)\n\(policy.json.canonicalText)"
  }
}
