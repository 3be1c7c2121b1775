import AccessModel
import Bailiwick
import Diagnostics
import SchemaModel
import TestSupport
import Testing

/// Who gains and who loses by a directory.
@Suite struct DirectoryDiffTests {
  typealias Edit = @Sendable (inout Policy) -> Void
  static let asItIs: Edit = { _ in }
  static let none: Edit = { $0.tables[0].rules.directory = nil }
  static let ofAll: Edit = { $0.tables[0].rules.directory?.condition = nil }
  static let elsewhere: Edit = { $0.tables[0].rules.directory?.person = "invited_by" }

  static func diff(_ before: Edit, _ after: Edit) throws -> AccessDiff {
    let example = try #require(Example.all.first { $0.name == "directory" })
    var schema = try example.snapshot
    let memberships = try #require(schema.tables.firstIndex { $0.name.name == "memberships" })
    schema.tables[memberships].columns.append(Column("invited_by", "uuid"))
    func side(_ edit: Edit) throws -> AccessSide {
      var policy = example.policy
      edit(&policy)
      return try AccessSide(policy, in: schema)
    }
    return AccessDiff(from: try side(before), to: try side(after))
  }

  @Test(
    arguments: [
      (none, asItIs, "widened", true), (asItIs, none, "narrowed", false), (asItIs, ofAll, "widened", true),
      (ofAll, asItIs, "narrowed", false), (asItIs, elsewhere, "unknown", true),
    ] as [(Edit, Edit, String, Bool)])
  func whatItDoesToAccess(_ before: Edit, _ after: Edit, _ effect: String, _ widens: Bool) throws {
    let diff = try Self.diff(before, after)
    // Reading alone, by every role that reads.
    #expect(diff.access.allSatisfy { $0.command == .select && "\($0.effect)" == effect })
    #expect(Set(diff.access.map(\.role)) == ["member", "lead", "support"])
    #expect(diff.clauses.map { "\($0.effect) \($0.kind.rawValue)" } == ["\(effect) directory"])
    #expect(diff.widens == widens)
  }

  @Test func itSaysWhoIsFound() throws {
    let diff = try Self.diff(Self.none, Self.asItIs)
    #expect(
      diff.clauses.first?.sentence
        == "persons in crew.people are found by members of their tenants, by crew.memberships.person_id where left_at is null"
    )
    #expect(diff.clauses.first?.location.line ?? 0 > 0)
    #expect(
      diff.access.first { $0.role == "member" }?.after
        == "the person's own rows, whichever tenant they act for, and those of members of the tenant by crew.memberships.person_id where left_at is null"
    )
    #expect(
      diff.access.first { $0.role == "support" }?.after?.hasSuffix(
        "and those of members of any tenant by crew.memberships.person_id where left_at is null") == true)
  }
}
