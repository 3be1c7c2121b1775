import Enforcement
import PolicyModel
import SchemaModel
import TestSupport

/// Plans for CockroachDB 25.4, from snapshots that PostgreSQL gave.
enum CockroachPlan {
  static let engine = Engine(.cockroachdb, 25, 4)

  static func of(_ example: Example) throws -> Plan { try of(example.policy, example.snapshot) }

  static func of(_ policy: Policy, _ snapshot: SchemaSnapshot) throws -> Plan {
    try Plan(ResolvedPolicy(policy, in: snapshot), snapshot: snapshot, engine: engine)
  }
}
