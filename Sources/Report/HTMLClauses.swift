import Diagnostics
import Verification

extension ProofReport {
  /// The clauses that can answer both ways, folded away: those with something missing stand among the findings.
  var clauseList: String {
    guard !report.clauses.isEmpty else { return "" }
    let rows = report.clauses.map { clause in
      let said = clause.missing.isEmpty ? "answered both ways" : clause.missing.joined(separator: "; ")
      return """
        <tr><th scope="row">\(escape("\(clause.table)"))</th><td>\(escape(clause.clause))</td><td>\(escape(said))</td>\
        <td>\(clause.location.line > 0 ? "<code>\(escape(clause.location.description))</code>" : "")</td></tr>
        """
    }
    return """
      <h2 id="clauses">What the cells held the policy to</h2>
      <details class="clauses"><summary>\(report.clauses.count { $0.missing.isEmpty }) of \(report.clauses.count) \
      clauses answered both ways</summary>
      <div class="scroll"><table>
      <thead><tr><th scope="col">table</th><th scope="col">clause</th><th scope="col">seen</th><th scope="col">stands at</th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table></div>
      </details>
      """
  }
}
