public import CanonicalJSON

/// A relation's name with its schema; there is no unqualified form, so no search path can change what is meant.
public struct QualifiedName: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The schema.
  public var schema: String
  /// The name within the schema.
  public var name: String

  /// Creates a name.
  public init(_ schema: String, _ name: String) {
    self.schema = schema
    self.name = name
  }

  /// Splits `schema.name` at the first dot; nil without one.
  public init?(parsing text: String) {
    guard let dot = text.firstIndex(of: "."), dot != text.startIndex, text.index(after: dot) != text.endIndex else {
      return nil
    }
    self.init(String(text[..<dot]), String(text[text.index(after: dot)...]))
  }

  /// `schema.name`, for people; SQL is quoted elsewhere.
  public var description: String { "\(schema).\(name)" }

  /// By schema, then by name.
  public static func < (left: QualifiedName, right: QualifiedName) -> Bool {
    (left.schema, left.name) < (right.schema, right.name)
  }
}

extension QualifiedName: JSONCodable {
  /// `schema.name`.
  public var json: JSONValue { .string(description) }
  /// Reads `schema.name`.
  public init(json: JSONValue) throws(JSONDecodingError) {
    guard let name = QualifiedName(parsing: try String(json: json)) else {
      throw JSONDecodingError("expected schema.name")
    }
    self = name
  }
}
