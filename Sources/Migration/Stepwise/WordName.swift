import SchemaModel

/// A name as one word: letters, digits, `_` and `-` stand for themselves, every other byte is `%` and two digits.
enum WordName {
  static func word(_ name: String) -> String {
    name.utf8.map { byte in
      let scalar = Unicode.Scalar(byte)
      let plain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      if plain || scalar == "_" || scalar == "-" { return String(Character(scalar)) }
      return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  static func word(_ name: QualifiedName) -> String { "\(word(name.schema)).\(word(name.name))" }

  /// Nil for a word that ``word(_:)-swift.type.method`` would not have written; the caller compares.
  static func name(_ word: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(word.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
        return nil
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    guard !bytes.isEmpty else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  static func qualifiedName(_ word: String) -> QualifiedName? {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let schema = name(String(parts[0])), let name = name(String(parts[1])) else { return nil }
    return QualifiedName(schema, name)
  }
}
