/// Where a clause of a policy stands.
///
/// Locations never take part in equality or hashing: a policy moved by a blank line is the same policy, so it yields
/// the same lock, the same plan and the same checksums.
public struct SourceLocation: Sendable {
  /// The file's name, without the folders that lead to it.
  public var file: String
  /// Counted from 1; 0 where a policy was read from JSON without locations.
  public var line: Int
  /// Counted from 1.
  public var column: Int

  /// Creates a location; folders in front of the file's name are dropped, since they differ from machine to machine.
  public init(file: String, line: Int, column: Int) {
    self.file = file.split(separator: "/").last.map(String.init) ?? file
    self.line = line
    self.column = column
  }

  /// No place is known.
  public static let unknown = SourceLocation(file: "", line: 0, column: 0)
}

extension SourceLocation: Hashable {
  /// Always true, see the type.
  public static func == (_: SourceLocation, _: SourceLocation) -> Bool { true }
  /// Adds nothing, see the type.
  public func hash(into hasher: inout Hasher) {}
}

extension SourceLocation: CustomStringConvertible {
  /// `Policy.swift:31:9`, or the file alone where no line is known.
  public var description: String { line > 0 ? "\(file):\(line):\(column)" : file }
  /// `Policy.swift:31`.
  public var fileAndLine: String { line > 0 ? "\(file):\(line)" : file }
}
