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
    let scalars = text.unicodeScalars
    guard let dot = scalars.firstIndex(of: "."), dot != text.startIndex else { return nil }
    let name = String(scalars[scalars.index(after: dot)...])
    if name.isEmpty { return nil }
    self.init(String(scalars[..<dot]), name)
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
