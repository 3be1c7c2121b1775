public import CanonicalJSON

/// The database product and version that a snapshot was taken from or SQL is made for.
public struct Engine: Hashable, Sendable, CustomStringConvertible {
  /// The products that are served.
  public enum Product: String, Hashable, Sendable, CaseIterable {
    /// PostgreSQL.
    case postgresql
    /// CockroachDB.
    case cockroachdb
  }
  /// The product.
  public var product: Product
  /// For PostgreSQL the first number, such as 18; for CockroachDB the yearly one, such as 25.
  public var major: Int
  /// For PostgreSQL the second number; for CockroachDB the release of the year.
  public var minor: Int

  /// Creates an engine.
  public init(_ product: Product, _ major: Int, _ minor: Int) {
    self.product = product
    self.major = major
    self.minor = minor
  }

  /// Reads `postgresql 18.6` or `cockroachdb 25.4`; a missing minor number is 0.
  public init?(parsing text: String) {
    let words = text.split(whereSeparator: { $0 == " " || $0 == "-" })
    guard words.count == 2, let product = Product(rawValue: words[0].lowercased()) else { return nil }
    let numbers = words[1].split(separator: ".").map { Int($0) }
    guard let major = numbers.first ?? nil else { return nil }
    self.init(product, major, numbers.count > 1 ? numbers[1] ?? 0 : 0)
  }

  /// `postgresql 18.6`.
  public var description: String { "\(product.rawValue) \(major).\(minor)" }
}

extension Engine: JSONCodable {
  /// `postgresql 18.6`.
  public var json: JSONValue { .string(description) }
  /// Reads `postgresql 18.6`.
  public init(json: JSONValue) throws(JSONDecodingError) {
    guard let engine = Engine(parsing: try String(json: json)) else {
      throw JSONDecodingError("expected an engine, such as \"postgresql 18.6\"")
    }
    self = engine
  }
}
