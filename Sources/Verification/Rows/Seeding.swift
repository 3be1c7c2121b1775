import Catalog
import Database
import Enforcement
import IntentOracle
import PolicyModel
import Provisioning
package import SchemaModel

/// Callers and rows, made once: what cells are asked about, in the database where they were made and in copies of it.
package struct Seeding: Sendable {
  let oracle: Oracle
  let tenants: TenantPair
  let fixture: Fixture
  let cast: Cast
  let stage: Stage
  let values: TriedValues
  /// Generated columns of which it is not known what they become.
  let uncomputed: [Unproven]
  /// The server that holds the rows.
  package let engine: Engine

  /// What could not be made: no proof rests on rows that are not there.
  package var unmade: [Unproven] { cast.missing + fixture.unmade + uncomputed }

  func examination(_ paths: AccessPaths, _ found: SchemaSnapshot) -> Examination {
    Examination(
      oracle: oracle, stage: stage, tenants: tenants, paths: paths, values: values, reach: ChangeReach(found: found))
  }
}

extension Verification {
  /// Makes tenants, callers and rows, and closes the observer.
  ///
  /// - Parameter only: The tables that cells will be about; nil means all.
  package func seed(only: Set<QualifiedName>? = nil) async throws(VerificationError) -> Seeding {
    try await Self.telling {
      let tenants = try keys()
      var fixture = Fixture(policy: policy, snapshot: snapshot, connection: observer, tenants: tenants)
      await fixture.makeTenants()
      var cast = try await cast(tenants, &fixture)
      fixture.persons = Dictionary(grouping: cast.callers.filter { $0.tenantKey != nil }, by: { $0.tenantKey ?? "" })
        .mapValues { $0.compactMap { $0.actor.principal?.printed } }
      fixture.farPersons = cast.callers.filter { $0.actor.active && $0.actor.tenant == nil }
        .compactMap { $0.actor.principal?.printed }
      await fixture.makeRows()
      try await holdLevels(&cast, fixture.made)
      await observer.close()
      let reader = try await Keeper.connect(to: target)
      var stage = try await Stage(policy: policy, observer: reader, asked: only)
      let engine = try await SchemaSnapshot.engine(of: reader)
      let values = TriedValues(stage, tenants, &fixture)
      let computed = try await ComputedValues(stage: stage, values: values).read(on: reader)
      stage.world.computed = computed.columns
      await reader.close()
      return Seeding(
        oracle: Oracle(policy, engine: self.engine), tenants: tenants, fixture: fixture, cast: cast, stage: stage,
        values: values, uncomputed: computed.open, engine: engine)
    }
  }

  private func keys() throws(VerificationError) -> TenantPair {
    let external = policy.tenants.external ? Column(policy.tenants.key, policy.tenants.type, notNull: true) : nil
    guard let column = external ?? policy.table(policy.tenants.table)?.table.column(policy.tenants.key),
      let a = TypedValues.plain(column, 11), let b = TypedValues.plain(column, 12)
    else { throw .unsupported("no tenant can be made of type \(policy.tenants.type)") }
    return TenantPair(a: a, b: b)
  }

  /// Runs the body; whatever goes wrong in it is said as a verification says it.
  static func telling<Value>(
    _ body: () async throws -> sending Value
  ) async throws(VerificationError) -> sending Value {
    do { return try await body() } catch let error as VerificationError {
      throw error
    } catch let error as CatalogError {
      throw .catalog(error)
    } catch let error as DatabaseError {
      throw .database(error)
    } catch let error as ProvisioningError {
      throw .provisioning(error)
    } catch { throw .database(DatabaseError(.usage, "\(error)")) }
  }
}
