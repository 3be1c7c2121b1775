import Database
import Foundation
import Migration
import PolicyModel
import Provisioning
import SQLSyntax
import Sandbox
import TestSupport

/// A role that logs in with a password, and the token that its transactions bind first.
struct Login: Sendable {
  var name: String
  var password: Secret
  var token: Secret?
}

/// A database into which the generated policy was migrated over the fixture's rows, with its people and an operator.
struct World: Sendable {
  /// The superuser's; what he does between checks runs on it.
  let operating: Connection
  private let target: ConnectionTarget
  private let people: [Who: Login]
  private let catalog: Set<String>
  private let variant: Variant

  /// The world of one server and binding, made at the suite's first call.
  static func on(major: Int, _ variant: Variant) async throws -> World {
    try await TestServer.once("\(variant) \(major)") { try await World(major: major, variant) }
  }

  private init(major: Int, _ variant: Variant) async throws {
    self.variant = variant
    target = try await TestServer.start(for: "attack \(variant)", major: major).createDatabase("work")
    operating = try await Connection.open(target)
    try await Self.migrate(operating, variant.policy)
    let provisioner = Provisioner(connection: operating, policy: variant.policy)
    switch variant {
    case .login: people = try await Self.provisionLogins(provisioner, operating)
    case .session: people = try await Self.provisionSessions(provisioner, operating)
    }
    // Copies that only this connection sees: what a theme changed is put back from them.
    for table in variant.tables {
      _ = try await operating.script("CREATE TEMP TABLE \(Self.copy(of: table)) AS TABLE \(table)")
    }
    _ = try await operating.script(
      "CREATE TEMP TABLE kept_policies AS SELECT tablename, policyname, qual FROM pg_policies; ANALYZE")
    catalog = try await CatalogListing.read(operating)
  }

  /// The application's schema, rows in it, and what the policy generates, as one folder.
  private static func migrate(_ connection: Connection, _ policy: Policy) async throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "bailiwick-attack-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: root) }
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    for (name, sql) in [("0001_app", try Example.freight.sql), ("0002_rows", Fixture.sql)] {
      try Data(sql.utf8).write(to: URL(filePath: "\(root)/\(name).up.sql"))
    }
    let lock = "\(root)/policy.lock.json"
    _ = try Generation(
      policy: policy, schema: Example.freight.snapshot, since: nil, version: "0003"
    ).write(to: MigrationFolder(path: root), name: "bailiwick", lockPath: lock)
    try await Migrator(
      connection: connection, folder: MigrationFolder(path: root), lock: PolicyLock.read(lock)
    ).up { _ in }
  }

  private static func provisionLogins(
    _ provisioner: Provisioner, _ connection: Connection
  ) async throws -> [Who: Login] {
    var people: [Who: Login] = [:]
    for who in Who.provisioned {
      let new = try await provisioner.addPrincipal(id: who.person, tenant: who.tenant, roles: [who.role])
      people[who] = Login(name: new.login, password: new.password)
    }
    people[.stranger] = try await stranger(connection)
    _ = try await connection.script("GRANT freight_viewer TO \(strangersName)")
    return people
  }

  /// Two pools, an authentication service, and a session on the first pool for each.
  private static func provisionSessions(
    _ provisioner: Provisioner, _ connection: Connection
  ) async throws -> [Who: Login] {
    var people: [Who: Login] = [.stranger: try await stranger(connection)]
    for (who, kind) in [(Who.pool, ServiceLogin.pool), (.otherPool, .pool), (.authenticator, .authenticator)] {
      let new = try await provisioner.addService(kind)
      people[who] = Login(name: new.login, password: new.password)
    }
    guard let pool = people[.pool] else { return people }
    for who in Who.provisioned {
      let principal = try await provisioner.addMember(id: who.person, tenant: who.tenant, roles: [who.role])
      people[who] = pool
      people[who]?.token = try await provisioner.openSession(
        principal: principal, tenant: who.tenant, pool: pool.name, seconds: 3600)
    }
    return people
  }

  private static let strangersName = "bw_strangerstrangerstrangerst"

  private static func stranger(_ connection: Connection) async throws -> Login {
    let login = Login(name: strangersName, password: Secret("made by hand"))
    _ = try await connection.script(
      "CREATE ROLE \(login.name) LOGIN PASSWORD '\(scramVerifier(password: login.password))'")
    return login
  }

  private static func copy(of table: String) -> String { "kept_" + table.replacing(".", with: "_") }

  /// Puts back the fixture's rows and the identities.
  func reset() async throws {
    let tables = variant.tables
    let sql =
      ["TRUNCATE \(tables.joined(separator: ", "))"] + tables.map { "INSERT INTO \($0) TABLE \(Self.copy(of: $0))" }
    _ = try await operating.script(sql.joined(separator: "; "))
  }

  /// What the catalog holds now and did not at first, or the other way round: a theme takes back what it changed.
  func differences() async throws -> [String] {
    try await CatalogListing.read(operating).symmetricDifference(catalog).sorted()
  }

  /// Runs one check, its preparations and what takes them back.
  func run(_ check: Check) async throws -> Outcome {
    for sql in check.before { _ = try await operating.script(filled(sql)) }
    let outcome = await act(check)
    for sql in check.after { _ = try await operating.script(filled(sql)) }
    return outcome
  }

  private func act(_ check: Check) async -> Outcome {
    let connection: Connection
    do throws(DatabaseError) {
      connection = try await Connection.open(target(of: check.who).with(database: check.database))
    } catch { return .shut(error) }
    var outcome = Outcome.nothing
    do throws(DatabaseError) {
      for step in bound(check) {
        switch step {
        case .sql(let sql):
          for result in try await connection.script(filled(sql)) { outcome = outcome.adding(result) }
        case .bind(let token): _ = try await connection.run(BindStatement.session.sql, [filled(token)])
        case .writeMargin(let id, let value):
          guard variant == .session else {
            outcome = outcome.adding(
              try await connection.run("UPDATE app.shipments SET margin = \(value) WHERE id = '\(id)'"))
            break
          }
          let touched = try await connection.run("SELECT app_write.shipments_set_margin('\(id)', \(value))")
          outcome = outcome.adding(QueryResult(tag: "UPDATE", affected: touched.rows.count))
        case .copy(let sql):
          for line in try await connection.copyOut(sql).split(separator: "\n") {
            outcome = outcome.adding(String(line))
          }
        case .meanwhile(let sql): _ = try await operating.script(filled(sql))
        case .install, .uninstall, .compare: throw DatabaseError(.usage, "a step of migrations, not of a login")
        }
      }
    } catch { outcome = .refused(error) }
    await connection.close()
    return outcome
  }

  /// The check's steps; those of a session begin a transaction, unless the check does, and bind it.
  private func bound(_ check: Check) -> [Step] {
    guard people[check.who]?.token != nil else { return check.steps }
    let bind = Step.bind("{\(check.who.rawValue).token}")
    if case .sql(let first)? = check.steps.first, first.hasPrefix("BEGIN") {
      return [check.steps[0], bind] + check.steps.dropFirst()
    }
    return ["BEGIN", bind] + check.steps + ["COMMIT"]
  }

  /// A connection of one's own; whoever has a session has it on the pool, unbound.
  func connect(_ who: Who) async throws -> Connection { try await Connection.open(target(of: who)) }

  /// The token of a session.
  func token(_ who: Who) -> String { people[who]?.token?.reveal() ?? "" }

  /// The name of a login.
  func login(_ who: Who) -> String { people[who]?.name ?? "" }

  private func target(of who: Who) -> ConnectionTarget {
    people[who].map { target.with(user: $0.name, password: $0.password) } ?? target
  }

  private func filled(_ sql: String) -> String {
    var text = sql.replacing("{identities}", with: variant.identities).replacing("{readers}", with: variant.readers)
    for (who, login) in people where text.contains("{\(who.rawValue)") {
      text = text.replacing("{\(who.rawValue)}", with: login.name)
      if let token = login.token?.reveal() {
        text = text.replacing("{\(who.rawValue).token}", with: token)
          .replacing("{\(who.rawValue).hash}", with: "\\x\(sha256(token.utf8))")
      }
      guard text.contains("{\(who.rawValue).verifier}") else { continue }
      text = text.replacing("{\(who.rawValue).verifier}", with: scramVerifier(password: login.password))
    }
    return text
  }
}
