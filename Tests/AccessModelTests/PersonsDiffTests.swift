import AccessModel
import Bailiwick
import SchemaModel
import TestSupport
import Testing

/// A person who stands instead of the tenant, or no longer does.
@Suite struct PersonsDiffTests {
  typealias Edit = @Sendable (inout Policy) -> Void
  static let (reminders, settings) = (1, 2)

  static func diff(_ before: Edit, _ after: Edit) throws -> AccessDiff {
    let example = try #require(Example.all.first { $0.name == "persons" })
    func side(_ edit: Edit) throws -> AccessSide {
      var policy = example.policy
      edit(&policy)
      return try AccessSide(policy, in: example.snapshot)
    }
    return AccessDiff(from: try side(before), to: try side(after))
  }

  static let asItIs: Edit = { _ in }
  static let within: Edit = { $0.tables[reminders].rules.personal?.acrossTenants = false }
  static let everybodys: Edit = { $0.tables[reminders].rules.personal = nil }
  static let shared: Edit = {
    $0.tables[settings].rules.personal?.acrossTenants = false
    $0.tables[settings].rules.ownership = OwnershipClause(.shared)
  }

  static func told(_ diff: AccessDiff) -> [String] {
    diff.access.map { "\($0.effect) \($0.what)\($0.undecided ? ", undecided" : "")" }
      + diff.clauses.map { "\($0.effect) \($0.kind.rawValue)" }
  }

  @Test(
    arguments: [
      // A new row stays within the tenant that is acted for, so INSERT is as it was.
      (
        within, asItIs,
        [
          "widened SELECT on planner.reminders", "widened UPDATE on planner.reminders",
          "widened DELETE on planner.reminders", "widened personal",
        ], true
      ),
      (
        asItIs, within,
        [
          "narrowed SELECT on planner.reminders", "narrowed UPDATE on planner.reminders",
          "narrowed DELETE on planner.reminders", "narrowed personal",
        ], false
      ),
      // Rows of others in the tenant are lost, rows of one's own elsewhere gained.
      (
        everybodys, asItIs,
        [
          "widened SELECT on planner.reminders, undecided", "narrowed INSERT on planner.reminders",
          "widened UPDATE (done, task_id) on planner.reminders, undecided",
          "lost UPDATE (user_id) on planner.reminders", "widened DELETE on planner.reminders, undecided",
          "widened personal",
        ], true
      ),
      // The same rows in other words.
      (
        shared, asItIs, ["narrowed ownership", "narrowed ownership"], false
      ),
    ] as [(Edit, Edit, [String], Bool)])
  func whatItDoesToAccess(_ before: Edit, _ after: Edit, _ expected: [String], _ widens: Bool) throws {
    let diff = try Self.diff(before, after)
    #expect(Self.told(diff) == expected)
    #expect(diff.widens == widens)
  }

  @Test func whereRowsAreAPersonsAloneTheTableSaysSo() throws {
    let diff = try Self.diff(Self.shared, Self.asItIs)
    #expect(
      diff.clauses.first?.sentence
        == "planner.devices belongs to the person in user_id; it was shared")
  }
}
