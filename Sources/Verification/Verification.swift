package import Catalog
package import Database
import IntentOracle
package import PolicyModel
package import Provisioning
package import SchemaModel

/// What a verification found, and on what.
package struct VerificationReport: Sendable {
  /// The server that the cells ran on.
  package var engine: Engine
  /// SHA-256 of the catalog that was judged, in hexadecimal digits.
  package var catalogHash: String
  /// Cells by caller, relation and command.
  package var counts: [(caller: String, relation: QualifiedName, command: Command, count: CellCount)]
  /// Cells in which policy and database differ.
  package var disagreements: [Disagreement]
  /// Installed objects that are not as planned.
  package var structure: [StructuralFinding]
  /// What stays open.
  package var unproven: [Unproven]
  /// Channels that no design closes on this engine, and which of them the policy accepts.
  package var channels: [Channel]
  /// Statements that make the rows that the cells were asked about, for witnesses.
  package var rows: [String]
  /// Statements that make the logins, without their passwords.
  package var logins: [String: String]

  /// How many cells were asked.
  package var cells: Int { counts.reduce(0) { $0 + $1.count.cells } }
  /// Cells in which something was seen or done.
  package var allowed: Int { counts.reduce(0) { $0 + $1.count.allowed } }

  /// What may be said of a table.
  package enum Verdict: String, Sendable {
    /// A cell differs.
    case refuted
    /// Something about it is not known, or not as planned.
    case unproven
    /// Every cell agrees and every object is as planned.
    case proven
  }

  /// The verdict on one table: never better than what was asked.
  package func verdict(on table: QualifiedName, view: QualifiedName?) -> Verdict {
    func about(_ name: QualifiedName) -> Bool { name == table || name == view }
    if disagreements.contains(where: { about($0.cell.relation) }) { return .refuted }
    let asked = counts.filter { about($0.relation) }.reduce(0) { $0 + $1.count.cells }
    let open = unproven.contains { $0.table == nil || $0.table == table }
    let strange = structure.contains { $0.table == nil || $0.table == table }
    return asked == 0 || open || strange ? .unproven : .proven
  }
}

/// A way to learn something that no policy of the engine closes.
package struct Channel: Sendable, Hashable {
  /// The name that `Accept` takes.
  package var name: String
  /// What it tells.
  package var tells: String
  /// Why the team accepts it; nil where it does not say.
  package var reason: String?

  /// PostgreSQL's, after the design's red-team finding 14 and PostgreSQL's documentation of row security policies.
  static let postgresql = [
    ("explain", "EXPLAIN and its row estimates tell how many rows a filter removed"),
    ("unique", "a duplicate key over all tenants tells that a value exists"),
    ("locks", "waiting for a lock tells that somebody else is writing; LOCK TABLE stops others"),
    ("sizes", "table sizes and statistics views tell how much there is"),
    ("roles", "every login may list the roles of the cluster"),
  ]
}

/// Runs every cell of a policy against a database whose migrations are applied, and that is nobody's but ours.
package struct Verification: Sendable {
  /// The policy against its schema.
  package let policy: ResolvedPolicy
  /// The policy as it is declared.
  package let declared: Policy
  /// The schema that the policy was held against.
  package let snapshot: SchemaSnapshot
  /// Of a superuser.
  package let observer: Connection
  /// Where logins connect to.
  package let target: ConnectionTarget
  /// The generated views by their tables.
  package let views: [QualifiedName: QualifiedName]

  /// Creates a verification.
  package init(
    policy: ResolvedPolicy, declared: Policy, snapshot: SchemaSnapshot, observer: Connection, target: ConnectionTarget,
    views: [QualifiedName: QualifiedName]
  ) {
    (self.policy, self.declared, self.snapshot) = (policy, declared, snapshot)
    (self.observer, self.target, self.views) = (observer, target, views)
  }

  /// Provisions, makes rows, asks every cell.
  /// - Throws: ``VerificationError`` when the sandbox itself fails; what the policy's objects do is in the report.
  ///
  /// - Parameter only: The tables that cells are about; nil means all. The others are then unproven by their absence.
  package func run(
    catalogHash: String, structure: [StructuralFinding], only: Set<QualifiedName>? = nil
  ) async throws(VerificationError)
    -> VerificationReport
  {
    do {
      let tenants = try keys()
      var fixture = Fixture(policy: policy, snapshot: snapshot, connection: observer, tenants: tenants)
      await fixture.makeTenants()
      let cast = try await callers(tenants)
      fixture.persons = Dictionary(grouping: cast.callers.filter { $0.tenantKey != nil }, by: { $0.tenantKey ?? "" })
        .mapValues { $0.compactMap { $0.actor.principal?.printed } }
      await fixture.makeRows()
      let stage = try await Stage(policy: policy, observer: observer, asked: only)
      let oracle = Oracle(policy)
      var record = CellRecord()
      try await ReadCells(oracle: oracle, stage: stage, tenants: tenants).run(cast.callers, views: views, &record)
      var writes = WriteCells(oracle: oracle, stage: stage, tenants: tenants, fixture: fixture)
      try await writes.inserts(cast.callers, &record)
      try await writes.updates(cast.callers, &record)
      try await writes.deletes(cast.callers, &record)
      var unproven = fixture.unmade + record.blocked.sorted { $0.reason < $1.reason }
      for table in try await stage.changed() {
        unproven.append(Unproven(table: table, reason: "\(table) is not as it was before the cells"))
      }
      unproven += silent(record).filter { only?.contains($0.table ?? policy.tenants.table) ?? true }
      let counts = record.counts.map {
        (caller: $0.key.caller, relation: $0.key.relation, command: $0.key.command, count: $0.value)
      }
      .sorted { ($0.caller, $0.relation, $0.command) < ($1.caller, $1.relation, $1.command) }
      let engine = try await SchemaSnapshot.engine(of: observer)
      return VerificationReport(
        engine: engine, catalogHash: catalogHash, counts: counts, disagreements: record.disagreements,
        structure: structure + cast.locked, unproven: unproven, channels: channels, rows: fixture.statements,
        logins: cast.statements)
    } catch let error as VerificationError {
      throw error
    } catch let error as CatalogError {
      throw .catalog(error)
    } catch let error as DatabaseError {
      throw .database(error)
    } catch let error as ProvisioningError {
      throw .provisioning(error)
    } catch { throw .database(DatabaseError(.usage, "\(error)")) }
  }

  private var channels: [Channel] {
    Channel.postgresql.map { name, tells in
      Channel(name: name, tells: tells, reason: declared.accepted.first { $0.subject == name }?.reason)
    }
  }

  /// Rules of which no cell was ever allowed: nothing shows that they work, so nothing is proven by what they refuse.
  private func silent(_ record: CellRecord) -> [Unproven] {
    policy.tables.flatMap { table in
      Set(table.rules.map(\.command)).sorted().compactMap { command -> Unproven? in
        let allowed = record.counts.filter { $0.key.relation == table.name && $0.key.command == command }
          .reduce(0) { $0 + $1.value.allowed }
        guard allowed == 0, table.table.primaryKey != nil || command == .select || command == .insert else {
          return nil
        }
        return Unproven(
          table: table.name, reason: "no \(command.rawValue) of \(table.name) ever succeeded, though rules allow some")
      }
    }
  }

  private func keys() throws(VerificationError) -> TenantPair {
    guard let column = policy.table(policy.tenants.table)?.table.column(policy.tenants.key),
      let a = TypedValues.plain(column, 11), let b = TypedValues.plain(column, 12)
    else { throw .unsupported("no tenant can be made of type \(policy.tenants.type)") }
    return TenantPair(a: a, b: b)
  }

  /// A login of each role in both tenants, one of each role that reaches all, a suspended one, one without an identity.
  private func callers(
    _ tenants: TenantPair
  ) async throws -> (callers: [Caller], statements: [String: String], locked: [StructuralFinding]) {
    let provisioner = Provisioner(connection: observer, policy: declared)
    for (_, key) in tenants.both { try await provisioner.addTenant(key) }
    var callers: [Caller] = []
    var statements: [String: String] = [:]
    var number = 5_000
    var locked: [StructuralFinding] = []
    func add(_ label: String, _ roles: [String], _ tenant: (label: String, key: String)?) async throws {
      number += 1
      let id = principalColumn.flatMap { TypedValues.plain($0, number) }
      let new = try await provisioner.addPrincipal(id: id, tenant: tenant?.key, roles: roles)
      let connection: Connection
      do {
        connection = try await Connection.open(target.with(user: new.login, password: new.password))
      } catch {
        locked.append(StructuralFinding("\(label) cannot log in: \(error)"))
        return
      }
      let far = policy.role(roles[0])?.reach == .allTenants
      let actor = Actor(
        principal: Value(printed: new.principal, type: principalColumn?.type ?? "uuid"),
        tenant: far ? nil : tenant.map { Value(printed: $0.key, type: policy.tenants.type) }, roles: Set(roles))
      callers.append(
        Caller(
          label: label, roles: roles, login: new.login, tenantLabel: tenant?.label, tenantKey: tenant?.key,
          actor: actor, connection: connection))
      statements[new.login] = Witness.login(
        new.login, principal: new.principal, tenant: tenant?.key, roles: roles, policy: policy.name)
    }
    for role in policy.roles where role.reach == .ownTenant {
      for tenant in tenants.both { try await add("\(role.name) of \(tenant.label)", [role.name], tenant) }
    }
    for role in policy.roles where role.reach == .allTenants { try await add("\(role.name) of all", [role.name], nil) }
    if let role = policy.roles.first(where: { $0.reach == .ownTenant }) {
      let all = policy.roles.filter { $0.reach == .ownTenant }.map(\.name)
      if all.count > 1 { try await add("all roles of A", all, tenants.both[0]) }
      try await add("suspended \(role.name) of A", all, tenants.both[0])
      if let last = callers.indices.last, callers[last].label.hasPrefix("suspended") {
        _ = try await observer.run(
          "UPDATE bailiwick.principals SET active = false WHERE id::text = $1", [callers[last].actor.principal?.printed]
        )
        callers[last].actor.active = false
        callers[last].tenantKey = nil
      }
    }
    return (callers, statements, locked)
  }

  private var principalColumn: Column? {
    policy.tables.lazy.compactMap { table in table.personColumn.flatMap { table.table.column($0) } }.first
  }
}

/// Why a verification could not run.
package enum VerificationError: Error, Sendable, CustomStringConvertible {
  /// The sandbox's server refused, or was lost.
  case database(DatabaseError)
  /// A login could not be made.
  case provisioning(ProvisioningError)
  /// The catalog could not be read.
  case catalog(CatalogError)
  /// The application's migrations and the plan could not be built side by side.
  case reference(DatabaseError)
  /// The live database could not be copied.
  case copy(DatabaseError)
  /// Nothing can be made of the schema.
  case unsupported(String)

  /// One sentence.
  package var description: String {
    switch self {
    case .database(let error): "the sandbox could not be used: \(error)"
    case .provisioning(let error): "no login could be made: \(error)"
    case .catalog(let error): "\(error)"
    case .reference(let error): "the migrations and the plan could not be built in a database of their own: \(error)"
    case .copy(let error): "the live database's schema could not be copied to a sandbox: \(error)"
    case .unsupported(let what): what
    }
  }
}
