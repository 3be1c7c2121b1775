public import CanonicalJSON

/// How much a finding weighs.
public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Worth knowing.
  case note
  /// Probably not what was meant.
  case warning
  /// Nothing is generated while it stands.
  case error

  /// Ordered by weight.
  public static func < (left: Severity, right: Severity) -> Bool { left.weight < right.weight }

  private var weight: Int {
    switch self {
    case .note: 0
    case .warning: 1
    case .error: 2
    }
  }
}

/// One finding about a policy or a schema: data first, printed in one place.
public struct Diagnostic: Sendable, Hashable {
  /// Stable, such as `AZ104`; the same in text, JSON and documentation.
  public var id: String
  /// How much it weighs.
  public var severity: Severity
  /// One sentence: what is wrong.
  public var summary: String
  /// The clause it is about.
  public var location: SourceLocation
  /// Facts that explain it, a line each.
  public var notes: [String]
  /// What to write instead.
  public var fix: String?

  /// Creates a finding.
  public init(
    id: String, severity: Severity, summary: String, location: SourceLocation, notes: [String] = [],
    fix: String? = nil
  ) {
    self.id = id
    self.severity = severity
    self.summary = summary
    self.location = location
    self.notes = notes
    self.fix = fix
  }
}

extension Diagnostic {
  /// The finding for `--format json`.
  public var json: JSONValue {
    .object(compacting: [
      "id": .string(id), "severity": .string(severity.rawValue), "summary": .string(summary),
      "file": .string(location.file), "line": .integer(Int64(location.line)),
      "column": .integer(Int64(location.column)), "notes": .array(notes.map { .string($0) }),
      "fix": fix.map { .string($0) },
    ])
  }

  /// By place, then by id: the order in which a reader meets them.
  public static func inReadingOrder(_ left: Diagnostic, _ right: Diagnostic) -> Bool {
    (left.location.file, left.location.line, left.location.column, left.id, left.summary)
      < (right.location.file, right.location.line, right.location.column, right.id, right.summary)
  }
}

/// Findings that stop what was asked for; carries at least one error.
public struct DiagnosticsError: Error, Sendable {
  /// All findings, warnings included.
  public let diagnostics: [Diagnostic]

  /// Wraps the findings.
  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}
