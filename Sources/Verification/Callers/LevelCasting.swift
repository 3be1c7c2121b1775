import Database
import IntentOracle
import PolicyModel
import SQLSyntax
import SchemaModel

extension Verification {
  /// Lets the callers hold their roles of a level at one of it each, so that another is left where they hold none; and leaves
  /// everybody a row for every role of a level that they do not have, as one that was taken away may leave it: it opens
  /// nothing.
  func holdLevels(_ cast: inout Cast, _ made: [QualifiedName: [String: [[String: String?]]]]) async throws {
    let leveled = policy.roles.filter { $0.level != nil }.sorted { $0.name < $1.name }
    for (index, caller) in cast.callers.enumerated() {
      // At what a role is held is said of persons.
      guard let tenant = caller.tenantKey, caller.actor.principal != nil else { continue }
      var number = 0
      for role in leveled {
        guard let level = policy.levels.first(where: { $0.name == role.level }) else { continue }
        let ids = (made[level.table]?[tenant] ?? []).compactMap { $0[level.key] ?? nil }
        guard ids.count > 1 else { continue }
        let isHeld = caller.actor.roles.contains(role.name)
        let id = ids[number % 2]
        let statement = Witness.holding(role.name, at: id, caller)
        _ = try await observer.script(statement)
        cast.statements[caller.label, default: ""] += "\n" + statement
        guard isHeld else { continue }
        cast.callers[index].actor.levels[role.name] = [Value(printed: id, type: level.type)]
        number += 1
      }
    }
  }
}
