import IntentOracle
import PolicyModel
import SchemaModel

/// Rules of roles that are held at a level, of which no row shows both that they open and that they close.
struct LevelGaps {
  let oracle: Oracle
  let stage: Stage

  func all(_ callers: [Caller]) -> [Unproven] {
    stage.tables.flatMap { table in
      Set(table.rules.map(\.role)).sorted().compactMap { name -> Unproven? in
        guard let level = oracle.policy.role(name)?.level else { return nil }
        let shows = callers.contains { caller in
          guard let held = caller.actor.levels[name], caller.actor.roles == [name] else { return false }
          let mine = (stage.typed[table.name] ?? []).filter { row in
            table.tenantColumn.map { Value.equal(row[$0], caller.actor.tenant ?? .null) == .true } ?? true
          }
          let places = Set(mine.map { oracle.place(of: $0, at: level, for: caller.actor, stage.world) })
          return !places.isDisjoint(with: held) && !places.isSubset(of: held)
        }
        return shows
          ? nil
          : Unproven(
            table: table.name, reason: "no rows at a \(level) where \(name) is held and at one where it is not")
      }
    }
  }
}
