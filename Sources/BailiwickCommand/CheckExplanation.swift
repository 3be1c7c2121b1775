import CanonicalJSON
import Diagnostics
import PolicyChecks

/// What a finding of `check` means: why it matters, what it speaks about, what to write instead.
struct CheckExplanation {
  private let check: Check

  /// - Throws: ``Failure`` where no check has the id.
  init(of id: String) throws {
    guard let check = Check.named(id) else {
      let near = id.uppercased().hasPrefix("AZ3") ? nearest(to: id.uppercased(), among: Check.all.map(\.id)) : nil
      let advice =
        near.map { "did you mean \($0)?" } ?? "AZ301 and on have explanations, others say what to do themselves"
      throw Failure(message: "no check has the id \"\(id)\"; \(advice)")
    }
    self.check = check
  }

  func printed(as format: OutputFormat) -> String {
    switch format {
    case .text: text
    case .json: json.canonicalText
    }
  }

  private var text: String {
    """
    \(check.id) \(check.severity.rawValue): \(check.title)

    \(wrapped(check.reason))

    Found in:
    \(indented(check.bad))

    Write:
    \(indented(check.good))

    Or, where it is meant:
       Accept("\(check.id)", on: "schema.table", because: "…")

    """
  }

  private var json: JSONValue {
    .object([
      "format": .string("bailiwick-check-explanation"), "version": .integer(1), "id": .string(check.id),
      "severity": .string(check.severity.rawValue), "title": .string(check.title), "reason": .string(check.reason),
      "bad": .string(check.bad), "good": .string(check.good),
    ])
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "   \($0)" }.joined(separator: "\n")
  }

  /// The paragraph in lines that a terminal of 80 columns holds.
  private func wrapped(_ paragraph: String) -> String {
    var lines: [String] = []
    var line = ""
    for word in paragraph.split(separator: " ") {
      if !line.isEmpty, line.count + word.count + 1 > 78 {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " \(word)"
    }
    return (lines + [line]).joined(separator: "\n")
  }
}
