import Database
import Foundation
import Sandbox
import SchemaModel
import TestSupport
import Testing
import Verification

/// A live database that was migrated by the tool: verified, tampered with, and held against the plan.
@Suite(.takesTurns) struct LiveProofTests {
  @Test(arguments: TestServer.majors) func driftAndVerifySeeWhatSomebodyDid(_ major: Int) async throws {
    let tool = try Tool()
    defer { tool.remove() }
    let sandbox = try await TestServer.start(for: "live proof", major: major)
    let target = try await sandbox.createDatabase("live")
    let url = "postgresql://\(target.user ?? "")@\(target.host ?? ""):\(target.port ?? 0)/live"
    let environment = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "", "BAILIWICK_URL": url,
      "PGPASSWORD": target.password?.reveal() ?? "",
    ]
    func run(_ arguments: String..., expecting code: Int32 = 0) throws -> String {
      let result = try tool.run(arguments, environment: environment)
      #expect(result.code == code, "\(arguments): \(result.out)\(result.err)")
      return result.out
    }
    for step in ["init", "schema --sandbox", "generate", "migrate up"] {
      let result = try tool.run(step.split(separator: " ").map(String.init), environment: environment)
      #expect(result.code == 0, "\(step): \(result.out)\(result.err)")
    }
    let observer = try await Connection.open(target)
    let tenant = "00000000-0000-4000-8000-00000000000a"
    _ = try await observer.run("INSERT INTO app.tenants VALUES ($1, 'A')", [tenant])
    _ = try run("tenant", "add", tenant)
    let added = try run("principal", "add", "--tenant", tenant, "--role", "editor")
    let login = try #require(added.split(separator: "\n").first?.split(separator: " ").last.map(String.init))

    #expect(try run("drift").contains("0 differences from the plan"))
    let proven = try run("verify")
    #expect(proven.contains("Refuted 0 · unproven 0 · proven 2 of 2 tables"))
    #expect(
      proven.contains(
        "Against none of the logins that row security never applies to: postgres (SUPERUSER, BYPASSRLS)\n"))
    #expect(proven.contains("by 1 of 1 login, read-only: none saw a row of another tenant\n"), "\(proven)")
    let quiet = try run("verify", "--canary")
    #expect(quiet.contains("0 leaks · 0 altered · 0 open. It does not see"), "\(quiet)")
    #expect(quiet.contains("reads by 1 login"), "\(quiet)")
    // What the policy claims in so many words is held against the server's version.
    let silent = try tool.read("Policy.swift")
    let role = "Role(\"reader\")"
    try tool.write(silent.replacing(role, with: "Bind(.login, against: .injected)\n  \(role)"), to: "Policy.swift")
    let server = Engine(.postgresql, observer.serverVersion / 10_000, observer.serverVersion % 10_000)
    let isFlawed = ServerFlaw.known.contains { $0.isIn(server) }
    let claiming = try run("verify", "--canary", expecting: isFlawed ? 1 : 0)
    let claim = "CLAIM    the policy claims to hold against C2 by logins: PostgreSQL \(server.major)."
    #expect(claiming.contains(claim) == isFlawed, "\(claiming)")
    #expect(claiming.contains("0 altered · 1 claim refuted · 0 open") == isFlawed, "\(claiming)")
    try tool.write(silent, to: "Policy.swift")
    // What the server keeps from everybody is no object of a plan.
    _ = try await observer.run("GRANT SELECT ON pg_catalog.pg_statistic TO PUBLIC")
    let given = "pg_catalog.pg_statistic is kept from everybody: PUBLIC=SELECT is granted, but not of the plan"
    for command in [["drift"], ["verify", "--canary"]] {
      let told = try tool.run(command, environment: environment)
      #expect(told.code == 1 && told.out.contains(given), "\(command): \(told.out)")
    }
    _ = try await observer.run("REVOKE SELECT ON pg_catalog.pg_statistic FROM PUBLIC")
    // What is not as planned names the policy's line, for people and for programs.
    _ = try await observer.run("CREATE POLICY careless ON app.documents FOR SELECT TO PUBLIC USING (true)")
    let altered = try run("drift", expecting: 1)
    let clause = altered.firstMatch(of: /app\.documents: policy careless is not of the plan.*  \(Policy\.swift:(\d+)\)/)
    let line = try #require(clause?.output.1, "\(altered)")
    #expect(try run("drift", "--format", "json", expecting: 1).contains("\"line\": \(line)"))
    _ = try await observer.run("DROP POLICY careless ON app.documents")
    // What a login can become is no cell, and is found where the login is.
    _ = try await observer.run("ALTER ROLE \(login) BYPASSRLS")
    _ = try await observer.run("GRANT app__owner TO \(login)")
    let bypass = try run("drift", expecting: 1)
    #expect(bypass.contains("login \(login) has BYPASSRLS") && bypass.contains("may become app__owner"), "\(bypass)")
    let proof = try run("verify", expecting: 1)
    #expect(proof.contains("login \(login) has BYPASSRLS") && proof.contains("proven 0 of 2 tables"), "\(proof)")
    _ = try await observer.run("ALTER ROLE \(login) NOBYPASSRLS")
    _ = try await observer.run("REVOKE app__owner FROM \(login)")
    // The rows that are there are asked as well as witness rows in the copy, by the login that is there.
    let other = "00000000-0000-4000-8000-00000000000b"
    _ = try await observer.run("INSERT INTO app.tenants VALUES ($1, 'B')", [other])
    _ = try await observer.run("ALTER POLICY floor ON app.tenants USING (true)")
    _ = try await observer.run("CREATE POLICY careless ON app.tenants FOR SELECT TO PUBLIC USING (true)")
    let leak = try run("verify", expecting: 1)
    #expect(leak.contains("app.tenants  select  as login \(login)  1 cell"), "\(leak)")
    #expect(leak.contains("a live row of another tenant or person: the policy says not seen; the database: seen"))
    let canary = try run("verify", "--canary", expecting: 1)
    #expect(canary.contains("LEAK     app.tenants  as login \(login): a live row of another tenant"), "\(canary)")
    #expect(canary.contains("ALTERED  app.tenants: policy careless is not of the plan"), "\(canary)")
    let json = try run("verify", "--canary", "--format", "json", expecting: 1)
    let object = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect((object["leaks"] as? [String])?.count == 1 && object["format"] as? String == "bailiwick-canary")
    let rows = try await observer.run("SELECT count(*) FROM app.tenants").rows
    #expect(rows == [["2"]])
    // A login that nobody made somebody sees nothing at all, and is asked too.
    _ = try await observer.run("CREATE ROLE stray LOGIN IN ROLE app_reader")
    let stray = try run("verify", "--format", "json", expecting: 1)
    #expect(stray.contains("\"caller\": \"login stray\"") && stray.contains("a live row"), "\(stray)")
    _ = try await observer.run("DROP ROLE stray")
    _ = try await observer.run("DROP POLICY careless ON app.tenants")
    // Whoever is no superuser cannot ask for others, and that is not fine.
    _ = try await observer.run("CREATE ROLE watcher LOGIN PASSWORD 'w' IN ROLE pg_read_all_data")
    _ = try await observer.run("GRANT CONNECT ON DATABASE live TO watcher")
    let watched = try tool.run(
      ["verify", "--canary"],
      environment: environment.merging([
        "BAILIWICK_URL": url.replacing("//\(target.user ?? "")@", with: "//watcher@"), "PGPASSWORD": "w",
      ]) { $1 })
    #expect(
      watched.out.contains("OPEN     live rows: they were not asked, since only a superuser speaks for other logins"),
      "\(watched)")
    #expect(watched.code != 0)
    // Whoever could have put a call into what is read could be the superuser by it: that is not read, and is not fine.
    _ = try await observer.run("GRANT app__owner TO watcher")
    let grasped = try run("verify", "--canary", expecting: 1)
    #expect(
      grasped.contains("OPEN     live rows: app.tenants: watcher could have written what reading it runs"), "\(grasped)"
    )
    #expect(!grasped.contains("LEAK"))
    let held = try run("verify", expecting: 1)
    #expect(
      held.contains("UNPROVEN live rows: app.tenants: watcher could have written what reading it runs"), "\(held)")
    _ = try await observer.run("REVOKE app__owner FROM watcher")
    let doctor = try run("doctor", expecting: 1)
    #expect(
      doctor.contains("never applies to these logins of the server: postgres (SUPERUSER, BYPASSRLS)\n"), "\(doctor)")
    // Logins and identities apart, either way.
    _ = try await observer.run("UPDATE bailiwick.logins SET login = 'bw_gone' WHERE login = $1", [login])
    let apart = try run("drift", expecting: 1)
    #expect(apart.contains("login \(login) is a member of app_editor, but has no identity: it is nobody"), "\(apart)")
    #expect(apart.contains("the identity of bw_gone has no role"), "\(apart)")
  }
}
