import ExamplePolicies
import PolicyModel
import SchemaModel
import TestSupport
import Testing
import Verification

/// A clause that every row answers in one way is named, and its table is not proven; the examples show the near miss.
@Suite(.serialized, .takesTurns) struct CoverageTests {
  static let shipments = QualifiedName("app", "shipments")

  @Test(arguments: [
    // No row has that country: the rule could be missing, or could be of another country.
    ("zz", Comparison.equal, "`where` of Allow(.select) to manager: no row that it allows"),
    // Every row has another: the rule could be without its condition.
    ("zz", .notEqual, "`where` of Allow(.select) to manager: no row that it refuses"),
  ]) func aClauseOfOneAnswerIsUnproven(_ what: (String, Comparison, String)) async throws {
    var policy = Freight.policy
    policy.tables[1].rules.allows.append(
      AllowRule([.select], to: ["manager"], where: .compare(.column("country_code"), what.1, .literal(.text(what.0)))))
    let report = try await Proof(installed: policy).report()
    #expect(report.disagreements.isEmpty && report.structure.isEmpty)
    #expect(report.unproven.map(\.reason) == [what.2])
    #expect(report.unproven.allSatisfy { $0.clause != nil && $0.table == Self.shipments })
    #expect(report.verdict(on: Self.shipments, view: nil) == .unproven)
  }

  /// A requirement that nobody is bound by, and one that is TRUE of all that stands.
  @Test func aRequirementIsHeldToBothAnswers() async throws {
    var policy = Freight.policy
    policy.tables[1].rules.requires.append(
      RequireRule(.compare(.column("country_code"), .notEqual, .literal(.text("zz")))))
    let report = try await Proof(installed: policy).report()
    #expect(report.unproven.map(\.reason) == ["Require: no row that it refuses"])
  }
}
