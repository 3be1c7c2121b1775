import Diagnostics
import PolicyModel
import SchemaModel
import Testing

/// Partitions and heirs: whose their rows are, when the policy says nothing of them.
@Suite struct PartitionTests {
  typealias Base = ResolutionTests

  /// The tables of the other tests, with two levels below shipments and a part of events.
  static var snapshot: SchemaSnapshot {
    var snapshot = Base.snapshot
    for (name, parent) in [
      ("shipments_2025", "shipments"), ("shipments_2025_q1", "shipments_2025"), ("events_old", "events"),
    ] {
      guard let above = snapshot.table(Base.name(parent)) else { continue }
      var part = Table(Base.name(name), columns: above.columns)
      part.primaryKey = above.primaryKey
      part.inherits = [above.name]
      snapshot.tables.append(part)
    }
    return snapshot
  }

  @Test func aPartIsClassifiedLikeItsParentAndHasNoRules() throws {
    let rules = TableRules(allows: [AllowRule([.select, .delete], to: ["viewer"])])
    let resolved = try ResolvedPolicy(Base.policy(rules), in: Self.snapshot)
    for (name, parent) in [
      ("shipments_2025", "shipments"), ("shipments_2025_q1", "shipments_2025"), ("events_old", "events"),
    ] {
      let part = try #require(resolved.table(Base.name(name)))
      #expect(part.classification == resolved.table(Base.name(parent))?.classification)
      #expect(part.basis == .parent && part.partOf == Base.name(parent) && part.rules.isEmpty)
      #expect(part.why.contains("\(parent) and belongs as that does"))
    }
  }

  @Test func aPartIsFoundWithoutAClauseForItsSchema() throws {
    var policy = Base.policy(TableRules(ownership: OwnershipClause(.column("tenant_id"))))
    policy.schemas = []
    let resolved = try ResolvedPolicy(policy, in: Self.snapshot)
    #expect(resolved.tables.map(\.name.name) == ["shipments", "shipments_2025", "shipments_2025_q1", "tenants"])
  }

  @Test func whatThePolicySaysOfAPartCounts() throws {
    let said = TablesClause(["app.shipments_2025"], rules: TableRules(ownership: OwnershipClause(.internal)))
    let resolved = try ResolvedPolicy(Base.policy(TableRules(), extra: [said]), in: Self.snapshot)
    #expect(resolved.table(Base.name("shipments_2025"))?.classification == .internal)
    #expect(resolved.table(Base.name("shipments_2025"))?.basis == .named)
    // Its own part is one of it.
    #expect(resolved.table(Base.name("shipments_2025_q1"))?.classification == .internal)
  }

  @Test func aPartOfATableThatIsNobodysIsNotToldAsWell() {
    var snapshot = Self.snapshot
    var orphan = Table(Base.name("orphan"), columns: [Column("id", "uuid", notNull: true)])
    snapshot.tables.append(orphan)
    orphan.name = Base.name("orphan_2025")
    orphan.inherits = [Base.name("orphan")]
    snapshot.tables.append(orphan)
    let error = #expect(throws: DiagnosticsError.self) { try ResolvedPolicy(Base.policy(TableRules()), in: snapshot) }
    #expect(error?.diagnostics.map(\.summary) == ["nothing says whose the rows of app.orphan are"])
  }
}
