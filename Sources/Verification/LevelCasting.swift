import Database
import IntentOracle
import PolicyModel
import Provisioning
import SQLSyntax
import SchemaModel

extension Verification {
  /// Lets the callers hold their roles of a level at one of it each, so that another is left where they hold none.
  func holdLevels(_ cast: inout Cast, _ made: [QualifiedName: [String: [[String: String?]]]]) async throws {
    let provisioner = Provisioner(connection: observer, policy: declared)
    for (index, caller) in cast.callers.enumerated() {
      guard let tenant = caller.tenantKey else { continue }
      let held = caller.actor.roles.compactMap(policy.role).filter { $0.level != nil }.sorted { $0.name < $1.name }
      for (number, role) in held.enumerated() {
        guard let level = policy.levels.first(where: { $0.name == role.level }) else { continue }
        let ids = (made[level.table]?[tenant] ?? []).compactMap { $0[level.key] ?? nil }
        guard ids.count > 1 else { continue }
        let id = ids[number % 2]
        cast.callers[index].actor.levels[role.name] = [Value(printed: id, type: level.type)]
        if caller.binding == nil {
          try await provisioner.hold(role.name, at: [id], login: caller.login)
        } else {
          try await provisioner.hold(
            role.name, at: [id], principal: caller.actor.principal?.printed ?? "", tenant: tenant)
        }
        cast.statements[caller.label, default: ""] += "\n" + Witness.holding(role.name, at: id, caller)
      }
    }
  }
}
