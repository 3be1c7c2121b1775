/// A value with one JSON form, so that what is stored, hashed and compared is the same bytes everywhere.
public protocol JSONCodable {
  /// The value as JSON.
  var json: JSONValue { get }
  /// Reads the value back.
  /// - Throws: ``JSONDecodingError`` when a member is missing, unknown, or of another type.
  init(json: JSONValue) throws(JSONDecodingError)
}

/// A document that is JSON but not of the expected form.
public struct JSONDecodingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The members and positions that lead to the place, from the root.
  public var path: [String]
  /// What was expected there.
  public let reason: String

  /// Creates an error at the current place; callers further out add the path.
  public init(_ reason: String, at path: [String] = []) {
    self.path = path
    self.reason = reason
  }

  /// The reason with its place.
  public var description: String { path.isEmpty ? reason : "\(path.joined(separator: ".")): \(reason)" }
}

/// Reads an object's members one by one and refuses what nobody asked for.
public struct JSONObjectReader {
  private var members: [String: JSONValue]

  /// Starts reading.
  /// - Throws: ``JSONDecodingError`` when the value is no object.
  public init(_ value: JSONValue) throws(JSONDecodingError) {
    guard case .object(let members) = value else { throw JSONDecodingError("expected an object") }
    self.members = members
  }

  /// A member that has to be there.
  public mutating func take<T: JSONCodable>(_ key: String, as type: T.Type = T.self) throws(JSONDecodingError) -> T {
    guard let value = members.removeValue(forKey: key) else { throw JSONDecodingError("missing", at: [key]) }
    return try located(key) { () throws(JSONDecodingError) in try T(json: value) }
  }

  /// A member that has a default when it is absent.
  public mutating func take<T: JSONCodable>(_ key: String, or standard: T) throws(JSONDecodingError) -> T {
    guard members[key] != nil else { return standard }
    return try take(key)
  }

  /// A member that may be absent or null.
  public mutating func takeOptional<T: JSONCodable>(
    _ key: String, as type: T.Type = T.self
  ) throws(JSONDecodingError) -> T? {
    guard let value = members.removeValue(forKey: key), value != .null else { return nil }
    return try located(key) { () throws(JSONDecodingError) in try T(json: value) }
  }

  /// Says that every member was read.
  /// - Throws: ``JSONDecodingError`` naming a member that nobody asked for.
  public func finish() throws(JSONDecodingError) {
    guard let unknown = members.keys.min() else { return }
    throw JSONDecodingError("unknown member", at: [unknown])
  }

  private func located<T>(_ key: String, _ body: () throws(JSONDecodingError) -> T) throws(JSONDecodingError) -> T {
    do { return try body() } catch {
      throw JSONDecodingError(error.reason, at: [key] + error.path)
    }
  }
}

extension JSONValue {
  /// An object of the members that are there; nil leaves a member out.
  public static func object(compacting members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    var kept: [String: JSONValue] = [:]
    for case (let key, let value?) in members { kept[key] = value }
    return .object(kept)
  }
}

extension JSONValue: JSONCodable {
  /// Itself.
  public var json: JSONValue { self }
  /// Any document.
  public init(json: JSONValue) throws(JSONDecodingError) { self = json }
}

extension String: JSONCodable {
  /// A JSON string.
  public var json: JSONValue { .string(self) }
  /// Reads a JSON string.
  public init(json: JSONValue) throws(JSONDecodingError) {
    guard case .string(let value) = json else { throw JSONDecodingError("expected a string") }
    self = value
  }
}

extension Bool: JSONCodable {
  /// A JSON boolean.
  public var json: JSONValue { .bool(self) }
  /// Reads a JSON boolean.
  public init(json: JSONValue) throws(JSONDecodingError) {
    guard case .bool(let value) = json else { throw JSONDecodingError("expected true or false") }
    self = value
  }
}

extension Int: JSONCodable {
  /// A JSON integer.
  public var json: JSONValue { .integer(Int64(self)) }
  /// Reads a JSON integer.
  public init(json: JSONValue) throws(JSONDecodingError) {
    guard case .integer(let value) = json, let narrow = Int(exactly: value) else {
      throw JSONDecodingError("expected an integer")
    }
    self = narrow
  }
}

extension Int64: JSONCodable {
  /// A JSON integer.
  public var json: JSONValue { .integer(self) }
  /// Reads a JSON integer.
  public init(json: JSONValue) throws(JSONDecodingError) {
    guard case .integer(let value) = json else { throw JSONDecodingError("expected an integer") }
    self = value
  }
}

extension Array: JSONCodable where Element: JSONCodable {
  /// A JSON array.
  public var json: JSONValue { .array(map(\.json)) }
  /// Reads a JSON array.
  public init(json: JSONValue) throws(JSONDecodingError) {
    guard case .array(let items) = json else { throw JSONDecodingError("expected an array") }
    var values: [Element] = []
    for (position, item) in items.enumerated() {
      do { values.append(try Element(json: item)) } catch {
        throw JSONDecodingError(error.reason, at: ["[\(position)]"] + error.path)
      }
    }
    self = values
  }
}

extension JSONCodable where Self: RawRepresentable, RawValue == String {
  /// The raw value.
  public var json: JSONValue { .string(rawValue) }
  /// Reads a raw value.
  public init(json: JSONValue) throws(JSONDecodingError) {
    let text = try String(json: json)
    guard let value = Self(rawValue: text) else { throw JSONDecodingError("unknown value \"\(text)\"") }
    self = value
  }
}
