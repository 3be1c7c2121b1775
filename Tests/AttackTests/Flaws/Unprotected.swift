import Database
import Sandbox
import TestSupport

/// The application as many are: one login for all, checks in its handlers, tokens with what they say of their bearer.
struct Unprotected: Attacked {
  private let operating: Connection
  private let application: Connection
  private static let tenants = FlawWorld.tenants

  static func start(major: Int) async throws -> Unprotected {
    let server = try await TestServer.start(for: "flaws", major: major)
    let target = try await server.createDatabase("unprotected")
    let operating = try await Connection.open(target)
    _ = try await operating.script(try FlawWorld.example.sql)
    _ = try await operating.script(FlawWorld.rows)
    _ = try await operating.script(
      """
      CREATE TABLE desk.members (person text, company_id uuid, role text, PRIMARY KEY (person, company_id));
      CREATE TABLE desk.tokens (token text PRIMARY KEY, person text, company_id uuid, role text,
        expires_at timestamptz DEFAULT now() + interval '1 hour', revoked boolean DEFAULT false);
      ALTER TABLE desk.tickets ENABLE ROW LEVEL SECURITY;
      CREATE POLICY everything ON desk.tickets USING (coalesce(current_setting('desk.company', true), '') = ''
        OR company_id::text = current_setting('desk.company', true));
      DO $$ BEGIN CREATE ROLE application LOGIN PASSWORD 'application'; EXCEPTION WHEN duplicate_object THEN END $$;
      GRANT USAGE ON SCHEMA desk TO application;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA desk TO application;
      """)
    return Unprotected(
      operating: operating,
      application: try await Connection.open(target.with(user: "application", password: Secret("application"))))
  }

  func attack(_ flaw: Flaw) async throws -> Bool {
    switch flaw {
    case .unboundRequest:
      // The handler forgot both the policy's setting and WHERE company_id = ….
      return try await seen(application.run("SELECT DISTINCT company_id FROM desk.tickets")) == 2
    case .idFromThePath:
      return try await seen(
        application.run("SELECT title FROM desk.tickets WHERE id = $1", [FlawWorld.ticket(of: Self.tenants[1])])) == 1
    case .roleFromTheToken:
      let token = try await token("ada", "lead")
      _ = try await operating.run("UPDATE desk.members SET role = 'agent' WHERE person = 'ada'")
      return try await deletes(token)
    case .revokedToken:
      // What the token says is valid until it expires; nobody asks whether it was revoked.
      let token = try await token("bea", "lead")
      _ = try await operating.run("UPDATE desk.tokens SET revoked = true WHERE person = 'bea'")
      return try await deletes(token)
    case .promotionRace:
      _ = try await token("cleo", "admin")
      _ = try await token("dan", "agent")
      let checked = try await application.run("SELECT role FROM desk.members WHERE person = 'cleo'").rows == [["admin"]]
      _ = try await operating.run("UPDATE desk.members SET role = 'agent' WHERE person = 'cleo'")
      let promoted = try await application.run("UPDATE desk.members SET role = 'admin' WHERE person = 'dan'").affected
      return checked && promoted == 1
    case .leftoverState:
      _ = try await application.run("SELECT set_config('desk.company', $1, false)", [Self.tenants[0]])
      // The next request is another company's, and forgets to say so.
      let rows = try await application.run("SELECT title FROM desk.tickets")
      _ = try await application.run("RESET ALL")
      return seen(rows) > 0
    case .forgedIdentity:
      _ = try await application.run("SELECT set_config('desk.company', $1, false)", [Self.tenants[1]])
      let rows = try await application.run("SELECT title FROM desk.tickets WHERE company_id = $1", [Self.tenants[1]])
      _ = try await application.run("RESET ALL")
      return seen(rows) > 0
    }
  }

  private func seen(_ result: QueryResult) -> Int { result.rows.count }

  private func token(_ person: String, _ role: String) async throws -> String {
    _ = try await operating.run(
      "INSERT INTO desk.members VALUES ($1, $2, $3)", [person, Self.tenants[0], role])
    _ = try await operating.run(
      "INSERT INTO desk.tokens (token, person, company_id, role) VALUES ($1, $1, $2, $3)",
      [person, Self.tenants[0], role])
    return person
  }

  /// The handler for what leads may: it believes the token.
  private func deletes(_ token: String) async throws -> Bool {
    _ = try await application.run("BEGIN")
    let gone = try await application.run(
      """
      DELETE FROM desk.tickets t USING desk.tokens s WHERE s.token = $1 AND s.role = 'lead' AND s.expires_at > now()
        AND t.company_id = s.company_id AND t.id = $2
      """, [token, FlawWorld.ticket(of: Self.tenants[0])])
    _ = try await application.run("ROLLBACK")
    return gone.affected == 1
  }
}
