import Database
import IntentOracle
import PolicyModel
import Provisioning
import SQLSyntax
import SchemaModel

extension Verification {
  /// Logins without a person: of each role that is for them in both tenants, of all such roles together, and those that are
  /// stopped, each in its own way.
  func addAnonymousLogins(_ tenants: TenantPair, _ provisioner: Provisioner, _ cast: inout Cast) async throws {
    guard let role = policy.anonymousRoles.first else { return }
    func add(_ label: String, _ roles: [String], _ tenant: String) async throws -> Caller {
      let new = try await provisioner.addAnonymousLogin(tenant: tenant, roles: roles)
      cast.statements[label] = Witness.anonymousLogin(new.login, tenant: tenant, roles: roles, policy: policy.name)
      return Caller(
        label: label, login: new.login, password: new.password, tenantKey: tenant,
        actor: Actor(principal: nil, tenant: Value(printed: tenant, type: policy.tenants.type), roles: Set(roles)))
    }
    for role in policy.anonymousRoles {
      for tenant in tenants.both {
        cast.callers.append(try await add("\(role) of \(tenant.label), nobody's login", [role], tenant.key))
      }
    }
    if policy.anonymousRoles.count > 1 {
      cast.callers.append(try await add("all of A, nobody's login", policy.anonymousRoles, tenants.a))
    }
    let ends = [
      ("suspended", "UPDATE bailiwick.anonymous_logins SET active = false"),
      ("expired", "UPDATE bailiwick.anonymous_logins SET expires_at = pg_catalog.statement_timestamp()"),
      ("without identity", "DELETE FROM bailiwick.anonymous_logins"),
      ("tenant suspended", "UPDATE bailiwick.anonymous_logins SET tenant_active = false"),
    ]
    for (how, statement) in ends {
      var caller = try await add("\(role) of A, nobody's login, \(how)", [role], tenants.a)
      try await withoutTriggers(how == "tenant suspended") {
        _ = try await observer.run("\(statement) WHERE login = $1", [caller.login])
      }
      (caller.actor.active, caller.tenantKey) = (false, nil)
      cast.callers.append(caller)
    }
  }

  /// Sessions without a person: of each role that is for them in both tenants, of all such roles together, and those that
  /// are over, each in its own way.
  func addAnonymous(
    _ tenants: TenantPair, _ pool: (login: String, password: Secret), _ provisioner: Provisioner, _ cast: inout Cast
  ) async throws {
    guard let window = policy.bindings.session, let role = policy.anonymousRoles.first else { return }
    func open(_ label: String, _ roles: [String], _ tenant: String) async throws -> Caller {
      let token = try await provisioner.openAnonymousSession(
        tenant: tenant, roles: roles, pool: pool.login, seconds: min(window.lifetime.seconds, 3_600))
      var caller = Caller(
        label: label, login: pool.login, password: pool.password, tenantKey: tenant,
        actor: Actor(
          principal: nil, tenant: Value(printed: tenant, type: policy.tenants.type), roles: Set(roles), shared: true))
      (caller.binding, caller.credentials) = (.session, [token.reveal()])
      cast.statements[label] = Witness.anonymous(
        pool.login, tenant: tenant, roles: roles, policy: policy.name, token: token.reveal())
      return caller
    }
    for role in policy.anonymousRoles {
      for tenant in tenants.both {
        cast.callers.append(try await open("\(role) of \(tenant.label), no person", [role], tenant.key))
      }
    }
    if policy.anonymousRoles.count > 1 {
      cast.callers.append(try await open("all of A, no person", policy.anonymousRoles, tenants.a))
    }
    let ends = [
      ("expired", "UPDATE bailiwick.anonymous_sessions SET expires_at = pg_catalog.statement_timestamp()"),
      ("idle", "UPDATE bailiwick.anonymous_sessions SET idle_at = pg_catalog.statement_timestamp()"),
      ("ended", "DELETE FROM bailiwick.anonymous_sessions"),
      ("on another pool", "UPDATE bailiwick.anonymous_sessions SET pool = 'another'"),
      ("tenant suspended", "UPDATE bailiwick.anonymous_sessions SET tenant_active = false"),
    ]
    for (how, statement) in ends {
      var caller = try await open("\(role) of A, no person, \(how)", [role], tenants.a)
      try await withoutTriggers(how == "tenant suspended") {
        _ = try await observer.run(
          "\(statement) WHERE token_hash = pg_catalog.sha256(pg_catalog.convert_to($1, 'UTF8'))",
          [caller.credentials[0]])
      }
      // Bind itself would refuse it.
      caller.binding = .forgedSession
      (caller.actor, caller.tenantKey) = (.unbound, nil)
      cast.callers.append(caller)
    }
  }
}
