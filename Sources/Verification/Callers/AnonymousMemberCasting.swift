import Database
import IntentOracle
import PolicyModel
import Provisioning
import SQLSyntax
import SchemaModel

extension Verification {
  /// Transactions that say by settings that there is no person: in the one tenant with every role that is for those, in the
  /// other with one, since a tenant gives all who come so the same. Then those who say half of it, or something else, or name
  /// a person as well, and the one that this is about: whoever forgot the person, and said nothing of there being none.
  func addAnonymousMembers(
    _ tenants: TenantPair, _ pool: (login: String, password: Secret), _ provisioner: Provisioner, _ cast: inout Cast
  ) async throws {
    guard policy.bindings.setting, let role = policy.anonymousRoles.first else { return }
    let named = policy.anonymousRoles.count == 1 ? role : "all"
    for (tenant, label, roles) in [(tenants.both[0], named, policy.anonymousRoles), (tenants.both[1], role, [role])] {
      try await provisioner.setAnonymousMember(tenant: tenant.key, roles: roles)
      let label = "\(label) of \(tenant.label), no person"
      var caller = Caller(
        label: label, login: pool.login, password: pool.password, tenantKey: tenant.key,
        actor: Actor(
          principal: nil, tenant: Value(printed: tenant.key, type: policy.tenants.type), roles: Set(roles),
          shared: true))
      (caller.binding, caller.credentials) = (.anonymousSetting, [tenant.key])
      cast.statements[label] = Witness.anonymousMember(
        pool.login, tenant: tenant.key, roles: roles, policy: policy.name)
      cast.callers.append(caller)
    }
    /// Bind itself would refuse it, so the settings are made by hand.
    func nobody(_ how: String, _ principal: String, _ tenant: String, _ said: String, _ made: String?) {
      let label = "\(named) of A, no person, \(how)"
      var caller = Caller(label: label, login: pool.login, password: pool.password, actor: .unbound)
      (caller.binding, caller.credentials) = (.forgedAnonymous, [principal, tenant, said])
      cast.statements[label] = made
      cast.callers.append(caller)
    }
    let known = cast.statements["\(named) of A, no person"]
    nobody("person forgotten", "", tenants.a, "", known)
    nobody("tenant forgotten", "", "", SessionRoutine.noPerson, known)
    nobody("said otherwise", "", tenants.a, "yes", known)
    let somebody = cast.callers.first { $0.binding == .setting && $0.tenantKey == tenants.a }
    if let somebody, let principal = somebody.actor.principal?.printed {
      let both = Witness.anonymousMember(
        nil, tenant: tenants.a, roles: policy.anonymousRoles, policy: policy.name)
      nobody(
        "beside a person", principal, tenants.a, SessionRoutine.noPerson,
        cast.statements[somebody.label].map { "\($0)\n\(both)" })
    }
  }
}
