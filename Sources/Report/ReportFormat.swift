import CanonicalJSON

/// How a verification is printed.
package enum ReportFormat: String, Sendable, CaseIterable {
  /// For people at a terminal.
  case text
  /// For programs; versioned.
  case json
  /// SARIF 2.1.0, for code scanning.
  case sarif
  /// JUnit XML, for a CI server's list of tests.
  case junit
  /// Under 60 KB, for a comment on a pull request.
  case markdown
  /// One page that stands alone.
  case html
}

extension ProofReport {
  /// The report in a format; only text says how long it took.
  package func written(as format: ReportFormat, duration: String? = nil) -> String {
    switch format {
    case .text: text(duration: duration)
    case .json: json.canonicalText
    case .sarif: sarif.canonicalText
    case .junit: junit
    case .markdown: markdown
    case .html: html
    }
  }
}
