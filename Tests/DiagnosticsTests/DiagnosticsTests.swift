import Diagnostics
import Testing

@Suite struct DiagnosticsTests {
  @Test(arguments: [
    ("tennant_id", "tenant_id"), ("Status", "status"), ("shipmnets", "shipments"),
  ])
  func aMisspeltNameFindsItsNeighbour(_ typed: String, _ meant: String) {
    #expect(nearest(to: typed, among: ["id", "tenant_id", "status", "shipments"]) == meant)
  }

  @Test func nothingIsSuggestedFromAfar() {
    #expect(nearest(to: "margin", among: ["id", "tenant_id", "status"]) == nil)
  }

  @Test func placesTakeNoPartInEquality() {
    let here = SourceLocation(file: "Sources/App/Policy.swift", line: 3, column: 5)
    #expect(here == .unknown)
    #expect(here.description == "Policy.swift:3:5")
  }

  @Test func findingsAreReadFromTopToBottom() {
    func finding(_ id: String, _ line: Int) -> Diagnostic {
      Diagnostic(
        id: id, severity: .error, summary: "", location: SourceLocation(file: "P.swift", line: line, column: 1))
    }
    let sorted = [finding("AZ2", 9), finding("AZ1", 9), finding("AZ3", 2)].sorted(by: Diagnostic.inReadingOrder)
    #expect(sorted.map(\.id) == ["AZ3", "AZ1", "AZ2"])
  }
}
