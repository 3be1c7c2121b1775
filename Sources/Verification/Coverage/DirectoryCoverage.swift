import IntentOracle
import PolicyModel
import SchemaModel

extension Coverage {
  /// Somebody has to have found another person, and to have missed one who is a member of another tenant alone; and where not
  /// every membership counts, one whose membership in the very tenant does not.
  func directory(of table: ResolvedTable) -> [ClauseCoverage] {
    guard let directory = table.directory, let person = table.personColumn else { return [] }
    let rows = stage.typed[table.name] ?? []
    let readers = Set(table.rules.filter { $0.command == .select }.map(\.role))
    var shown: Set<Case> = []
    for caller in callers {
      guard let acting = caller.actor.tenant, let principal = caller.actor.principal else { continue }
      let held = oracle.roles(of: caller.actor).intersection(readers)
      for row in rows where Value.equal(row[person], principal) != .true && !held.isEmpty {
        if held.contains(where: { oracle.lists(caller.actor, by: $0, row, stage.world) }) {
          shown.insert(.found)
          continue
        }
        let tenants = (stage.typed[directory.members] ?? []).filter {
          Value.equal($0[directory.person], row[person]) == .true
        }.map { oracle.tenant(of: $0, in: stage.world) }
        if tenants.contains(acting) { shown.insert(.notCounted) }
        if tenants.contains(where: { $0 != nil && $0 != acting }) && !tenants.contains(acting) {
          shown.insert(.elsewhere)
        }
      }
    }
    let wanted: [Case] = [.found, .elsewhere] + (directory.condition == .anything ? [] : [.notCounted])
    return [
      ClauseCoverage(
        table: table.name, clause: "Directory(of: \"\(directory.members)\")", location: directory.location,
        missing: wanted.filter { !shown.contains($0) }.map(\.rawValue))
    ]
  }

  private enum Case: String {
    case found = "no person whom a caller finds by a membership"
    case elsewhere = "no person who is a member of another tenant alone"
    case notCounted = "no person whose membership in the caller's tenant does not count"
  }
}
