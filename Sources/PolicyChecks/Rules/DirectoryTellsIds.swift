import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A directory tells the ids of members whom no rule shows.
  static let directoryTellsIds = Check(
    "AZ356", .warning, "a directory tells the ids of members whom no rule shows",
    reason: """
      A policy asks as the caller, so whoever may read a directory may also ask for the ids that the policy asks for: \
      those of all members of the tenant. A condition or a requirement withholds rows of persons, and a list of columns \
      the person's id, but neither takes that list away.
      """,
    bad: """
      Table("app.users") {
        Personal(by: "id", acrossTenants: true)
        Directory(of: "app.members", person: "user_id")
        Allow(.select, to: "reader", where: column("listed") == true)
      }
      """,
    good: """
      Table("app.users") {
        Personal(by: "id", acrossTenants: true)
        Directory(of: "app.members", person: "user_id", where: column("listed") == true)
        Allow(.select, to: "reader")
      }
      """
  ) { subject in
    subject.resolved.tables.compactMap { table -> Finding? in
      guard let directory = table.directory, let person = table.personColumn else { return nil }
      let selects = table.rules(for: .select)
      // Whoever has one rule that shows every member's id learns nothing more.
      func showsAll(_ role: String) -> Bool {
        selects.contains { rule in
          subject.closure(of: role).contains(rule.role) && rule.condition == .anything && rule.columns.contains(person)
        } && table.requires.allSatisfy { !Set($0.exempt).isDisjoint(with: subject.closure(of: role)) }
      }
      let blind = Set(selects.map(\.role)).filter { !showsAll($0) }.sorted()
      guard !blind.isEmpty else { return nil }
      return Finding(
        table.name, "\(names(blind)) can learn the ids of all members whom \(table.name) could show, beyond its rules",
        at: directory.location,
        fix: "move the condition into Directory(…, where:), or accept that ids are known within the tenant")
    }
  }
}
