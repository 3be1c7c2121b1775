import Catalog
import Database
import Enforcement
import Migration
import PolicyModel
import SQLSyntax
import SchemaModel
import TestSupport
import Testing
import Verification

extension CockroachServers {
  /// Changes of a policy on CockroachDB, where each statement is a transaction of its own.
  @Suite struct CockroachChangeTests {
    struct Change: Sendable, CustomTestStringConvertible {
      let testDescription: String
      let statements: [String]
      let edit: @Sendable (inout Policy) -> Void
      init(_ name: String, _ statements: [String], _ edit: @escaping @Sendable (inout Policy) -> Void) {
        (testDescription, self.statements, self.edit) = (name, statements, edit)
      }
    }

    /// Each change with the beginnings of the statements that it leads to, in their order.
    static let changes = [
      Change(
        "a rule added",
        ["CREATE POLICY IF NOT EXISTS clerk_delete", "CREATE POLICY IF NOT EXISTS clerk_delete", "GRANT DELETE"]
      ) {
        $0.tables[2].rules.allows.append(AllowRule([.delete], to: ["clerk"]))
        $0.claims = []
      },
      Change(
        "a condition of a routine changed",
        [
          "ALTER POLICY writer_update", "CREATE OR REPLACE FUNCTION app_write.shipments_update",
          "CREATE OR REPLACE FUNCTION app_write.shipments_set_margin",
        ]
      ) {
        let index = $0.tables[1].rules.allows.firstIndex { $0.commands == [.update] } ?? 0
        $0.tables[1].rules.allows[index].condition = .compare(.column("status"), .equal, .literal(.text("draft")))
      },
      Change(
        "another requirement",
        [
          "DROP VIEW", "CREATE POLICY IF NOT EXISTS require_reference",
          "CREATE OR REPLACE VIEW", "ALTER VIEW", "CREATE OR REPLACE FUNCTION", "CREATE OR REPLACE FUNCTION",
          "CREATE OR REPLACE FUNCTION", "DROP POLICY IF EXISTS require_status", "GRANT SELECT",
        ]
      ) {
        $0.tables[1].rules.requires = [
          RequireRule(.compare(.column("reference"), .notEqual, .literal(.text("none"))), except: ["manager"])
        ]
      },
    ]

    @Test(arguments: changes) func onlyWhatChangedIsGenerated(_ change: Change) throws {
      var policy = Example.freight.policy
      change.edit(&policy)
      let old = try CockroachPlan.of(.freight)
      let statements = old.steps(to: try CockroachPlan.of(policy, Example.freight.snapshot))
        .map { $0.step.statement.sql(for: .cockroachdb) }
      #expect(statements.count == change.statements.count, "\(statements)")
      for (statement, beginning) in zip(statements, change.statements) {
        #expect(statement.hasPrefix(beginning), "\(statement)")
      }
    }

    /// There and back on a server: nothing that still stands is asked to go, and what was is again.
    @Test func everyChangeGoesThereAndBack() async throws {
      let all =
        Self.changes + [
          Change("another name for a role", []) { policy in
            for index in policy.roles.indices where policy.roles[index].name == "manager" {
              policy.roles[index].name = "boss"
            }
            policy.tables[1].rules = policy.tables[1].rules.renaming("manager", to: "boss")
          },
          Change("a role that inherits", []) { $0.roles.append(RoleClause("guard", inherits: ["viewer"])) },
        ]
      let sandbox = try await CockroachServers.empty()
      try await sandbox.withDatabase("work") { connection, _ in
        _ = try await connection.script(Example.freight.sql)
        let first = try CockroachPlan.of(.freight)
        try await run(Plan.empty.steps(to: first), connection)
        let before = try await SchemaSnapshot.read(from: connection)
        for change in all {
          var policy = Example.freight.policy
          change.edit(&policy)
          let second = try CockroachPlan.of(policy, Example.freight.snapshot)
          try await run(first.steps(to: second), connection)
          let there = try await SchemaSnapshot.read(from: connection)
          #expect(there != before, "\(change.testDescription)")
          #expect(second.differences(in: there) == [], "\(change.testDescription)")
          try await run(second.steps(to: first), connection)
          let back = try await SchemaSnapshot.read(from: connection)
          #expect(back == before, "\(change.testDescription)")
        }
      }
    }

    private func run(_ steps: [LayeredStep], _ connection: Connection) async throws {
      for step in steps {
        let statement = step.step.statement.sql(for: .cockroachdb) + ";"
        let rewritten = StandIn.rewritten(statement, database: "work")
        do { _ = try await connection.script(rewritten) } catch {
          throw OnPostgreSQL.Failed(statement: rewritten, error: error)
        }
      }
    }
  }
}

extension TableRules {
  fileprivate func renaming(_ old: String, to new: String) -> TableRules {
    var rules = self
    func renamed(_ roles: [String]) -> [String] { roles.map { $0 == old ? new : $0 } }
    for index in rules.allows.indices { rules.allows[index].roles = renamed(rules.allows[index].roles) }
    for index in rules.hides.indices { rules.hides[index].except = renamed(rules.hides[index].except) }
    for index in rules.masks.indices { rules.masks[index].except = renamed(rules.masks[index].except) }
    for index in rules.requires.indices { rules.requires[index].except = renamed(rules.requires[index].except) }
    return rules
  }
}
