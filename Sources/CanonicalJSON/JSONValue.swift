/// A JSON document as a value. Objects are kept sorted by key, so equal documents print equal bytes.
public indirect enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  /// A number that is not an integer, in the digits it was written with.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// The member of an object, or nil where there is none.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }
}

extension JSONValue {
  /// The document's only text: keys sorted by their UTF-8 bytes, two spaces of indentation, a line feed at the end.
  public var canonicalText: String {
    var text = ""
    write(to: &text, indent: 0)
    text += "\n"
    return text
  }

  /// The document on one line, for pipes and hashes.
  public var compactText: String {
    var text = ""
    write(to: &text, indent: nil)
    return text
  }

  private func write(to text: inout String, indent: Int?) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let digits): text += digits
    case .string(let value): JSONValue.quote(value, to: &text)
    case .array(let items):
      write(items.map { (nil, $0) }, between: "[", and: "]", to: &text, indent: indent)
    case .object(let members):
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      write(sorted.map { ($0.key, $0.value) }, between: "{", and: "}", to: &text, indent: indent)
    }
  }

  private func write(
    _ entries: [(key: String?, value: JSONValue)], between open: String, and close: String, to text: inout String,
    indent: Int?
  ) {
    text += open
    for (position, entry) in entries.enumerated() {
      if position > 0 { text += "," }
      if let indent { text += "\n" + String(repeating: "  ", count: indent + 1) }
      if let key = entry.key {
        JSONValue.quote(key, to: &text)
        text += indent == nil ? ":" : ": "
      }
      entry.value.write(to: &text, indent: indent.map { $0 + 1 })
    }
    if let indent, !entries.isEmpty { text += "\n" + String(repeating: "  ", count: indent) }
    text += close
  }

  private static func quote(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
