import SQLSyntax
import SchemaModel
import TestSupport
import Verification

/// A server, and in whose words the policy is installed on it: PostgreSQL's own, or those for CockroachDB, which it executes
/// in that engine's place.
struct Ground: Sendable, CustomStringConvertible {
  var major = 15
  var engine: Engine?

  static let cockroach = Engine(.cockroachdb, 25, 4)

  /// PostgreSQL's words on each major, and CockroachDB's on one.
  static func all(cockroachOn major: Int) -> [Ground] {
    TestServer.majors.map { Ground(major: $0) } + [Ground(major: major, engine: cockroach)]
  }

  var isCockroach: Bool { engine != nil }

  var description: String { "\(isCockroach ? "cockroachdb on " : "")\(major)" }

  /// A statement of a plan, as the server takes it.
  func sql(_ statement: Statement, database: String) -> String {
    isCockroach ? StandIn.written(statement, database: database) : statement.sql
  }
}
