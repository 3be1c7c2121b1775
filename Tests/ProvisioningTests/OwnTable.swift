import Catalog
import Database
import Enforcement
import PolicyModel
import Provisioning
import SQLSyntax
import Sandbox
import SchemaModel
import TestSupport
import Testing

/// An application that has always kept its members in `app.members`, of which each test says how; then the policy comes.
struct OwnTable: Sendable {
  let superuser: Connection
  let target: ConnectionTarget
  let provisioner: Provisioner
  let pool: (login: String, password: Secret)

  static let orgs = ["00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"]
  static let boss = person(1)

  static func person(_ number: Int) -> String { "00000000-0000-4000-9000-00000000000\(number)" }

  /// Installs the policy on the server of the suite, which forgets database and roles afterwards; so one test at a time.
  ///
  /// - Parameters:
  ///   - columns: Those of `app.members` beside `org_id` and `user_id`, with its constraints.
  ///   - before: SQL of the application's that runs before the policy comes.
  static func with(
    _ columns: String, before: String = "", _ members: MembersClause,
    gives: [String] = ["viewer", "clerk"],
    support: [SupportClause] = [], major: Int = 18, engine: Engine? = nil, for suite: String = #fileID,
    _ body: @Sendable (OwnTable) async throws -> Void
  ) async throws {
    let ground = Ground(major: major, engine: engine)
    let sandbox = try await TestServer.start(for: "own \(suite)", major: major)
    try await sandbox.withDatabase("work") { connection, target in
      _ = try await connection.script(
        """
        CREATE SCHEMA app;
        CREATE TABLE app.orgs (id uuid PRIMARY KEY, name text NOT NULL DEFAULT 'an org');
        INSERT INTO app.orgs (id) VALUES ('\(orgs[0])'), ('\(orgs[1])');
        CREATE TABLE app.members (org_id uuid NOT NULL REFERENCES app.orgs, user_id uuid, \(columns));
        \(before)
        """)
      var policy = Policy(
        name: "own", tenants: TenantsClause(table: "app.orgs", key: "id"), bindings: [BoundFreight.session],
        roles: [
          RoleClause("viewer"), RoleClause("clerk", inherits: ["viewer"]), RoleClause("manager", inherits: ["clerk"]),
          RoleClause("auditor", reach: .allTenants),
        ] + support.map { RoleClause($0.role) },
        schemas: [SchemaClause("app", ownerships: [OwnershipClause(.column("org_id"))])],
        tables: [TablesClause(["app.members"], rules: TableRules(allows: [AllowRule([.select], to: ["viewer"])]))],
        support: support, members: [members])
      if !gives.isEmpty { policy.promotions = [MayGrantClause("manager", roles: gives)] }
      let snapshot = try await SchemaSnapshot.read(from: connection, schemas: ["app", "public"])
      let plan = try Plan(ResolvedPolicy(policy, in: snapshot), snapshot: snapshot, engine: engine)
      _ = try await connection.run("BEGIN")
      func install(_ steps: [LayeredStep]) async throws {
        for step in steps { _ = try await connection.script(ground.sql(step.step.statement, database: "work")) }
      }
      try await install(Plan.empty.steps(to: plan))
      _ = try await connection.run("COMMIT")
      let provisioner = Provisioner(connection: connection, policy: policy)
      try await body(
        OwnTable(
          superuser: connection, target: target, provisioner: provisioner, pool: try await provisioner.addService(.pool)
        ))
      // Everything can be taken back while rows stand in it.
      try await install(plan.steps(to: .empty))
    }
    try await sandbox.dropDatabase("work")
    try await sandbox.withDatabase("cleaning") { connection, _ in
      for role in try await connection.run(
        "SELECT quote_ident(rolname) FROM pg_roles WHERE NOT rolsuper AND rolname !~ '^pg_'"
      ).rows {
        _ = try await connection.run("DROP ROLE \(role[0] ?? "")")
      }
    }
    try await sandbox.dropDatabase("cleaning")
  }

  func run(_ sql: String) async throws { _ = try await superuser.script(sql) }

  /// A bound session of the person.
  func session(_ person: String, _ org: String = orgs[0]) async throws -> Member {
    let token = try await provisioner.openSession(principal: person, tenant: org, pool: pool.login, seconds: 3_600)
    return Member(
      id: person, tenant: org, token: token,
      connection: try await Connection.open(target.with(user: pool.login, password: pool.password)))
  }

  /// Returns once a statement waits for another's lock; without that nothing would be shown.
  func untilSomebodyWaits() async throws {
    let waiting =
      "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    for _ in 0..<2_000 {
      if try await superuser.run(waiting).rows == [["1"]] { return }
      try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("nothing waited")
  }

  /// Who is what, as the identity has it: `1 a {clerk}`.
  func memberships() async throws -> [String] {
    try await superuser.run(
      """
      SELECT right(principal_id::text, 1) || ' ' || right(tenant_id::text, 1) || ' ' || roles::text
      FROM bailiwick.memberships ORDER BY 1
      """
    ).rows.map { $0[0] ?? "" }
  }

  /// What stands in one column of a person's rows.
  func value(_ column: String, of person: String) async throws -> [String?] {
    try await superuser.run("SELECT \(column)::text FROM app.members WHERE user_id = $1 ORDER BY 1", [person]).rows.map
    {
      $0[0]
    }
  }

  /// The record: `2 viewer false`, in no order.
  func record() async throws -> [String] {
    try await superuser.run(
      "SELECT right(principal_id::text, 1) || ' ' || role || ' ' || given FROM bailiwick.role_changes"
    ).rows.map { $0[0] ?? "" }.sorted()
  }
}
