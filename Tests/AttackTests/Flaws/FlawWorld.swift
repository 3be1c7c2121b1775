import Database
import Enforcement
import PolicyModel
import Provisioning
import SQLSyntax
import Sandbox
import SchemaModel
import TestSupport
import Verification

/// The help desk of the promotion example, installed under one binding in one rendering, in a database of its own.
struct FlawWorld: Sendable {
  static let tenants = ["00000000-0000-4000-8000-0000000000a1", "00000000-0000-4000-8000-0000000000b1"]
  static var example: Example { Example.promoting[0] }

  /// The ticket that each company has.
  static func ticket(of tenant: String) -> String { tenant.replacing("1", with: "7") }
  static var rows: String {
    tenants.map { tenant in
      """
      INSERT INTO desk.companies VALUES ('\(tenant)', 'a company');
      INSERT INTO desk.tickets (id, company_id, title) VALUES ('\(ticket(of: tenant))', '\(tenant)', 'of \(tenant)');
      """
    }.joined()
  }

  let binding: BindingKind
  let operating: Connection
  let target: ConnectionTarget
  let provisioner: Provisioner
  let pool: (login: String, password: Secret)?
  /// Whether the plan has routines that give roles.
  let promotes: Bool

  /// On a server of its own, since roles belong to the cluster.
  static func start(_ binding: Binding, _ engine: Engine?, on server: Sandbox) async throws -> FlawWorld {
    let target = try await server.createDatabase("desk")
    let operating = try await Connection.open(target)
    _ = try await operating.script(try example.sql)
    _ = try await operating.script(rows)
    var policy = example.policy
    policy.bindings = [BindClause(binding)]
    if binding == .login { policy.promotions = [] }
    let snapshot = try example.snapshot
    let plan = try Plan(ResolvedPolicy(policy, in: snapshot), snapshot: snapshot, engine: engine)
    for step in Plan.empty.steps(to: plan) {
      let statement = step.step.statement
      _ = try await operating.script(
        engine == nil ? statement.sql : StandIn.written(statement, database: target.database ?? ""))
    }
    let provisioner = Provisioner(connection: operating, policy: policy)
    return FlawWorld(
      binding: binding.kind, operating: operating, target: target, provisioner: provisioner,
      pool: binding == .login ? nil : try await provisioner.addService(.pool), promotes: !policy.promotions.isEmpty)
  }

  /// Somebody of a company, with what proves it under the binding.
  struct Person: Sendable {
    var id: String
    var tenant: String
    var login: String
    var password: Secret
    var token: Secret?
  }

  func person(_ roles: String..., of tenant: String = tenants[0]) async throws -> Person {
    guard let pool else {
      let new = try await provisioner.addPrincipal(id: nil, tenant: tenant, roles: roles)
      return Person(id: new.principal, tenant: tenant, login: new.login, password: new.password)
    }
    let id = try await provisioner.addMember(id: nil, tenant: tenant, roles: roles)
    let token =
      binding == .session
      ? try await provisioner.openSession(principal: id, tenant: tenant, pool: pool.login, seconds: 3_600) : nil
    return Person(id: id, tenant: tenant, login: pool.login, password: pool.password, token: token)
  }

  /// A connection as the application has it; nobody is bound on it yet.
  func connect(_ person: Person) async throws -> Connection {
    try await Connection.open(target.with(user: person.login, password: person.password))
  }

  /// Begins a transaction for somebody, as the binding wants it.
  func begin(_ person: Person, on connection: Connection) async throws {
    _ = try await connection.run("BEGIN")
    switch binding {
    case .login: break
    case .session: _ = try await connection.run(BindStatement.session.sql, [person.token?.reveal()])
    case .setting: _ = try await connection.run(BindStatement.setting.sql, [person.id, person.tenant])
    }
  }

  /// What a statement shows or changes in a transaction for somebody, which is taken back; nothing where it is refused.
  func tries(_ person: Person, on connection: Connection, _ sql: String, _ values: [String?] = []) async throws -> Int {
    do {
      try await begin(person, on: connection)
      let affected = try await connection.run(sql, values).affected
      _ = try await connection.run("ROLLBACK")
      return affected
    } catch let error as DatabaseError {
      // Refused for a privilege or an identity, or ended by the server.
      guard ["42501", "28000", "57P01"].contains(error.sqlState) || error.kind == .connection else { throw error }
      _ = try? await connection.run("ROLLBACK")
      return 0
    }
  }
}
