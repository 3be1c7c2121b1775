import Database
import Provisioning
import SchemaModel
import TestSupport
import Testing

/// What the examples tell an application to do, done by real drivers.
@Suite(.serialized, .takesTurns) struct SnippetTests {
  static let tenants = ["00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"]

  @Test(arguments: TestServer.majors) func aLoginIsSomebody(_ major: Int) async throws {
    let world = try await BoundExample.start("login", tenants: Self.tenants, major: major, for: "snippets")
    _ = try await world.superuser.run(
      """
      INSERT INTO payroll.slips (id, employer_id, person, amount)
      VALUES (gen_random_uuid(), $1, 'ada', 7), (gen_random_uuid(), $2, 'bob', 8)
      """, Self.tenants)
    let login = try await world.provisioner.addPrincipal(id: nil, tenant: Self.tenants[0], roles: ["accountant"])
    let url = world.url(login.login, login.password)
    #expect(try Snippet.run("with_psycopg.py", of: "login", ["LOGIN_URL": url]) == ["ada 7"])
  }

  @Test(arguments: TestServer.majors) func aTokenBindsByEveryDriver(_ major: Int) async throws {
    let world = try await BoundExample.start("session", tenants: Self.tenants, major: major, for: "snippets")
    _ = try await world.superuser.run(
      """
      INSERT INTO clinic.appointments (id, practice_id, patient, starts_at)
      VALUES (gen_random_uuid(), $1, 'ada', now()), (gen_random_uuid(), $2, 'bob', now())
      """, Self.tenants)
    let authenticator = try await world.provisioner.addService(.authenticator)
    let pool = try await world.provisioner.addService(.pool)
    let person = try await world.provisioner.addMember(id: nil, tenant: Self.tenants[1], roles: ["nurse"])
    let opened = try Snippet.run(
      "open_session.py", of: "session",
      [
        "AUTHENTICATOR_URL": world.url(authenticator.login, authenticator.password), "PRINCIPAL": person,
        "TENANT": Self.tenants[1], "POOL": pool.login,
      ])
    let token = try #require(opened.first)
    func bound(_ file: String, _ token: String) throws -> [String] {
      try Snippet.run(file, of: "session", ["POOL_URL": world.url(pool.login, pool.password), "TOKEN": token])
    }
    #expect(try bound("with_psycopg.py", token) == ["bob"])
    #expect(try bound("with_sqlalchemy.py", token) == ["bob", "bob"])
    #expect(try bound("with_asyncpg.py", token) == ["bob"])
    // Whatever is wrong with a token, every driver is told the same.
    for file in ["with_psycopg.py", "with_sqlalchemy.py", "with_asyncpg.py"] {
      let error = #expect(throws: Snippet.Failed.self) { try bound(file, "guessed") }
      #expect(error?.description.contains("no such session") == true, "\(String(describing: error))")
    }
    // The server knows a hash, and never saw the token in a statement.
    let seen = try await world.superuser.run(
      "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%' || $1 || '%' AND pid <> pg_backend_pid()", [token])
    #expect(seen.rows == [["0"]])
  }

  /// What asks for a transaction once more is answered by a whole one, which binds anew: what the first wrote is gone, and the
  /// second sees the same rows.
  @Test(arguments: TestServer.majors) func aTransactionIsTriedOnceMore(_ major: Int) async throws {
    let world = try await BoundExample.start(
      "session", tenants: Self.tenants, major: major, engine: Engine(.cockroachdb, 25, 4), for: "snippets")
    _ = try await world.superuser.script(
      """
      INSERT INTO clinic.appointments (id, practice_id, patient, starts_at)
      VALUES (gen_random_uuid(), '\(Self.tenants[0])', 'ada', now()), (gen_random_uuid(), '\(Self.tenants[1])', 'bob', now());
      CREATE SEQUENCE public.tries;
      CREATE FUNCTION public.conflict() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN
          IF pg_catalog.nextval('public.tries') = 1 THEN
            RAISE EXCEPTION 'restart transaction' USING ERRCODE = 'serialization_failure';
          END IF;
          RETURN NULL;
        END $$;
      CREATE TRIGGER conflict AFTER INSERT ON clinic.appointments FOR EACH ROW EXECUTE FUNCTION public.conflict()
      """)
    let pool = try await world.provisioner.addService(.pool)
    let person = try await world.provisioner.addMember(id: nil, tenant: Self.tenants[1], roles: ["nurse"])
    let token = try await world.provisioner.openSession(
      principal: person, tenant: Self.tenants[1], pool: pool.login, seconds: 600)
    func admitted(_ patient: String, _ token: String) throws -> [String] {
      try Snippet.run(
        "with_sqlalchemy_cockroachdb.py", of: "session",
        ["POOL_URL": world.url(pool.login, pool.password), "TOKEN": token, "PATIENT": patient])
    }
    #expect(try admitted("eve", token.reveal()) == ["bob", "eve"])
    #expect(try await world.superuser.run("SELECT last_value FROM public.tries").rows == [["2"]])
    // What is refused for another reason is not tried again.
    let error = #expect(throws: Snippet.Failed.self) { try admitted("eve", "guessed") }
    #expect(error?.description.contains("no such session") == true, "\(String(describing: error))")
    #expect(try await world.superuser.run("SELECT last_value FROM public.tries").rows == [["2"]])
  }

  @Test(arguments: TestServer.majors) func anApplicationSaysForWhomItActs(_ major: Int) async throws {
    let world = try await BoundExample.start("setting", tenants: ["1", "2"], major: major, for: "snippets")
    _ = try await world.superuser.run(
      """
      INSERT INTO shop.products (id, merchant_id, title, price)
      VALUES (gen_random_uuid(), 1, 'apples', 2), (gen_random_uuid(), 2, 'pears', 3)
      """)
    let pool = try await world.provisioner.addService(.pool)
    let person = try await world.provisioner.addMember(id: nil, tenant: "2", roles: ["seller"])
    var environment = ["POOL_URL": world.url(pool.login, pool.password), "PRINCIPAL": person, "TENANT": "2"]
    #expect(try Snippet.run("with_psycopg.py", of: "setting", environment) == ["pears"])
    environment["TENANT"] = "1"
    let error = #expect(throws: Snippet.Failed.self) {
      try Snippet.run("with_psycopg.py", of: "setting", environment)
    }
    #expect(error?.description.contains("no such session") == true, "\(String(describing: error))")
  }
}
