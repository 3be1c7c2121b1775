import Database
import PolicyModel
import Provisioning
import TestSupport
import Testing

/// At what roles of a level are held, from the operator's side, for members and for logins.
@Suite(.takesTurns) struct LevelTests {
  private static let (task, project) = ("SELECT count(*) FROM boards.tasks", "boards.projects")

  /// Boards with two projects of a team, a task in each.
  private func with(
    _ name: String, _ bindings: [BindClause], _ ground: Ground,
    _ body: @Sendable (Provisioner, ConnectionTarget, _ team: String, _ projects: [String]) async throws -> Void
  ) async throws {
    let sandbox = try await TestServer.start(for: "levels \(name) \(ground)", major: ground.major)
    let example = try #require(Example.all.first { $0.name == "boards" })
    try await sandbox.withDatabase("work") { connection, target in
      let provisioner = try await BoundFreight.install(example, bindings, connection, on: ground)
      let team = try await connection.run("SELECT gen_random_uuid()::text").rows[0][0] ?? ""
      _ = try await connection.run("INSERT INTO boards.teams (id, name) VALUES ($1, 'team')", [team])
      try await provisioner.addTenant(team)
      let projects = try await connection.run(
        """
        INSERT INTO boards.projects (id, team_id, title) SELECT gen_random_uuid(), $1, 'p' FROM generate_series(1, 2)
        RETURNING id::text
        """, [team]
      ).rows.compactMap { $0[0] }
      _ = try await connection.run(
        """
        INSERT INTO boards.tasks (id, team_id, project_id, title)
        SELECT gen_random_uuid(), team_id, id, 't' FROM boards.projects
        """)
      try await body(provisioner, target, team, projects)
    }
  }

  private func refuses(_ words: String, _ body: () async throws -> Void) async {
    let error = await #expect(throws: ProvisioningError.self) { try await body() }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test(arguments: [Ground(), Ground(major: 18, engine: Ground.cockroach)])
  func loginsHoldThem(_ ground: Ground) async throws {
    try await with("login", [], ground) { provisioner, target, team, projects in
      let new = try await provisioner.addPrincipal(id: nil, tenant: team, roles: ["member", "reader"])
      func tasks() async throws -> String? {
        let login = try await Connection.open(target.with(user: new.login, password: new.password))
        return try await login.run(Self.task).rows[0][0]
      }
      #expect(try provisioner.level(of: "reader") == "project" && provisioner.level(of: "member") == nil)
      #expect(try await tasks() == "0")
      try await provisioner.hold("reader", at: [projects[0], projects[0]], login: new.login)
      #expect(try await tasks() == "1")
      // A role that was not held is held from then on.
      try await provisioner.hold("editor", at: [projects[1]], login: new.login)
      #expect(try await tasks() == "2")
      await refuses("editor is not held at \(projects[0])") {
        try await provisioner.release("editor", at: [projects[1], projects[0]], login: new.login)
      }
      #expect(try await tasks() == "2")
      try await provisioner.release("editor", at: [projects[1]], login: new.login)
      #expect(try await tasks() == "1")
      await refuses("held in the whole tenant") {
        try await provisioner.hold("member", at: projects, login: new.login)
      }
      await refuses("no role \"reeder\"") { try await provisioner.hold("reeder", at: projects, login: new.login) }
      await refuses("no login or principal") { try await provisioner.hold("reader", at: projects, login: "nobody") }
      // A role that is given again opens nothing by itself.
      try await provisioner.revoke("reader", from: new.login)
      try await provisioner.grant("reader", to: new.login)
      #expect(try await tasks() == "0")
    }
  }

  @Test(arguments: [Ground(), Ground(engine: Ground.cockroach)])
  func membersHoldThem(_ ground: Ground) async throws {
    try await with("session", [BoundFreight.session], ground) { provisioner, target, team, projects in
      let id = try await provisioner.addMember(id: nil, tenant: team, roles: ["member"])
      let login = try await provisioner.addService(.pool)
      let token = try await provisioner.open(for: id, tenant: nil, pool: nil, seconds: nil).token
      let pool = try await Connection.open(target.with(user: login.login, password: login.password))
      func tasks() async throws -> String? {
        _ = try await pool.run("BEGIN")
        _ = try await pool.run("SELECT bailiwick.bind($1)", [token.reveal()])
        let rows = try await pool.run(Self.task).rows
        _ = try await pool.run("COMMIT")
        return rows[0][0]
      }
      #expect(try await provisioner.hold("reader", at: projects, member: id, tenant: nil) == team)
      #expect(try await tasks() == "2")
      // One that is unknown leaves everything as it was.
      await refuses("not held at") {
        try await provisioner.release("reader", at: [projects[0], team], member: id, tenant: nil)
      }
      try await provisioner.release("reader", at: [projects[0]], member: id, tenant: team)
      #expect(try await tasks() == "1")
      // Taken by hand, the role leaves its keys; they open nothing.
      _ = try await provisioner.connection.run("UPDATE bailiwick.memberships SET roles = '{member}'")
      #expect(try await tasks() == "0")
      try await provisioner.grant("reader", toMember: id, tenant: nil)
      #expect(try await tasks() == "1")
      try await provisioner.revoke("reader", fromMember: id, tenant: nil)
      try await provisioner.grant("reader", toMember: id, tenant: nil)
      #expect(try await tasks() == "0")
    }
  }
}
