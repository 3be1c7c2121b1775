import AccessModel
import Bailiwick
import Diagnostics
import ExamplePolicies
import SchemaModel
import TestSupport
import Testing

/// What holds for any two policies, and where changes come from that are in no clause.
@Suite struct AccessDiffPropertyTests {
  @Test(arguments: AccessDiffTests.mutations.indices)
  func aPolicyComparedWithItselfHasNoChange(_ index: Int) throws {
    var policy = Freight.policy
    AccessDiffTests.mutations[index].mutate(&policy)
    let diff = AccessDiff(from: try AccessDiffTests.side(policy), to: try AccessDiffTests.side(policy))
    #expect(diff.isEmpty && !diff.widens && diff.same == diff.cells && diff.cells > 50)
  }

  /// What is gained on the way there is lost on the way back, cell by cell, for any two of the policies.
  @Test func whatIsGainedIsLostOnTheWayBack() throws {
    struct Cell: Hashable { var role: String, table: QualifiedName, command: Command, column: String? }
    func cells(_ diff: AccessDiff, _ effect: Effect) -> Set<Cell> {
      Set(
        diff.access.filter { $0.effect == effect }.flatMap { change in
          (change.columns.isEmpty ? [nil] : change.columns.map(Optional.some)).map {
            Cell(role: change.role, table: change.table, command: change.command, column: $0)
          }
        })
    }
    let sides = try AccessDiffTests.mutations.map { mutation in
      var policy = Freight.policy
      mutation.mutate(&policy)
      return try AccessDiffTests.side(policy)
    }
    for (index, one) in sides.enumerated() {
      for other in sides[index...] {
        let (there, back) = (AccessDiff(from: one, to: other), AccessDiff(from: other, to: one))
        #expect(cells(there, .gained) == cells(back, .lost))
        #expect(cells(there, .lost) == cells(back, .gained))
        #expect(there.same == back.same && there.cells == back.cells)
      }
    }
  }

  @Test func whereAClauseStandsIsNoChange() throws {
    let diff = AccessDiff(
      from: try AccessDiffTests.side(Freight.policy), to: try AccessDiffTests.side(Freight.policy.canonical))
    #expect(diff.isEmpty)
  }

  @Test func aChangeNamesItsLine() throws {
    let gained = try AccessDiffTests.diff { $0.tables[AccessDiffTests.shipments].rules.allows[3].roles = ["clerk"] }
    let rule = Freight.policy.tables[AccessDiffTests.shipments].rules.allows[3].location.line
    #expect(gained.access.map(\.location.line) == [rule] && gained.access[0].role == "clerk")
    let lost = try AccessDiffTests.diff { $0.tables[AccessDiffTests.shipments].rules.allows.remove(at: 3) }
    #expect(lost.access.map(\.location.line) == [rule])
  }

  /// A pattern that takes in a table of the new schema is a gain, though no line of the policy changed.
  @Test func aTableThatNewlyMatchesIsAGain() throws {
    var policy = Freight.policy
    policy.tables[2].patterns = ["app.shipment_events", "app.event_*"]
    var schema = try AccessDiffTests.snapshot.get()
    var seals = try #require(schema.table(QualifiedName("app", "event_photos")))
    seals.name = QualifiedName("app", "event_seals")
    seals.foreignKeys[0].name = "event_seals_event_fk"
    let old = try AccessSide(policy, in: schema)
    schema.tables.append(seals)
    let diff = AccessDiff(from: old, to: try AccessSide(policy, in: schema))
    #expect(
      diff.access.contains { $0.sentence == "auditor gains SELECT on app.event_seals (all rows of every tenant)" })
    #expect(diff.clauses.map(\.effect) == [.gained] && diff.widens)
    let back = AccessDiff(from: try AccessSide(policy, in: schema), to: old)
    #expect(back.clauses.map(\.effect) == [.lost] && !back.widens)
  }

  /// A cascade changes rows without asking who may.
  @Test func aCascadeWidens() throws {
    var schema = try AccessDiffTests.snapshot.get()
    let index = try #require(schema.tables.firstIndex { $0.name.name == "shipment_events" })
    schema.tables[index].foreignKeys[0].onDelete = .cascade
    let diff = AccessDiff(
      from: try AccessDiffTests.side(Freight.policy), to: try AccessSide(Freight.policy, in: schema))
    #expect(diff.access.isEmpty && diff.clauses.map(\.kind) == [.keyAction] && diff.widens)
  }
}
