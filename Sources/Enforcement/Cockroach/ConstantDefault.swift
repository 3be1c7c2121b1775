import SQLSyntax

extension SQLLiteral {
  /// Reads a default that the catalog prints as a constant: `'draft'::text`, `0`, `(-1)`, `false`, `NULL::text`. Whatever
  /// else it may be, such as a call, is nil.
  init?(default text: String) {
    let bare = text.hasPrefix("(") && text.hasSuffix(")") ? String(text.dropFirst().dropLast()) : text
    if let flag = Bool(bare) {
      self = .bool(flag)
    } else if let number = Int64(bare) {
      self = .integer(number)
    } else if bare.wholeMatch(of: /[0-9]+\.[0-9]+/) != nil {
      self = .decimal(bare)
    } else if bare == "NULL" || (bare.hasPrefix("NULL::") && Self.isType(bare.dropFirst("NULL".count).unicodeScalars)) {
      self = .null
    } else if let constant = Self.constant(bare.unicodeScalars) {
      self = .text(constant)
    } else {
      return nil
    }
  }

  /// The text between quotes, read scalar by scalar as a server does, with nothing but a type behind it.
  private static func constant(_ scalars: String.UnicodeScalarView) -> String? {
    guard scalars.first == "'" else { return nil }
    var value = String.UnicodeScalarView()
    var rest = scalars.dropFirst()
    while let next = rest.popFirst() {
      if next == "'" {
        guard rest.first == "'" else { return rest.isEmpty || isType(rest) ? String(value) : nil }
        rest.removeFirst()
      }
      value.append(next)
    }
    return nil
  }

  /// `::` and a type's name.
  private static func isType(_ scalars: some Collection<Unicode.Scalar>) -> Bool {
    guard scalars.starts(with: "::".unicodeScalars) else { return false }
    return scalars.dropFirst(2).allSatisfy { scalar in
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || " _.()[],\"".unicodeScalars.contains(scalar)
    }
  }
}
