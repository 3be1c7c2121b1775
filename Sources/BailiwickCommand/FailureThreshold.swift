import ArgumentParser
import Diagnostics

/// From which severity on findings make the exit code 1.
enum FailureThreshold: String, ExpressibleByArgument, CaseIterable {
  case note, warning, error

  func isReached(by findings: [Diagnostic]) -> Bool {
    findings.contains { $0.severity >= severity }
  }

  private var severity: Severity {
    switch self {
    case .note: .note
    case .warning: .warning
    case .error: .error
    }
  }
}
