/// One privilege of a snapshot, taken apart: `grantee=PRIVILEGE`, `…(column)`, `…*` where it may be passed on.
public struct Grant: Hashable, Sendable {
  /// Who holds it; nil is everybody.
  public var role: String?
  /// The privilege, such as `SELECT`.
  public var privilege: String
  /// The column it is for; nil is the whole object.
  public var column: String?
  /// Whether it may be passed on.
  public var grantable: Bool

  /// A privilege from its parts.
  public init(role: String?, privilege: String, column: String? = nil, grantable: Bool = false) {
    (self.role, self.privilege, self.column, self.grantable) = (role, privilege, column, grantable)
  }

  /// Reads a snapshot's entry; nil where it has another form.
  ///
  /// The grantee is quoted as the server quotes identifiers, so a role named `PUBLIC` is not everybody.
  public init?(parsing entry: String) {
    guard let end = Grant.endOfGrantee(in: entry.unicodeScalars), end != entry.startIndex, end < entry.endIndex,
      entry.unicodeScalars[end] == "="
    else { return nil }
    let grantee = entry[..<end]
    // Scalar by scalar: a mark before a combining accent is one `Character` with it, and not equal to the mark.
    var rest = entry.unicodeScalars[end...].dropFirst()
    grantable = rest.last == "*"
    if grantable { rest.removeLast() }
    // Everything between the first and the last parenthesis is the column's name, whatever characters it holds.
    if let open = rest.firstIndex(of: "("), rest.last == ")" {
      column = String(rest[open...].dropFirst().dropLast())
      rest = rest[..<open]
    }
    guard !rest.isEmpty else { return nil }
    privilege = String(rest)
    if grantee == "PUBLIC" {
      role = nil
    } else if grantee.unicodeScalars.first == "\"" {
      role = Grant.unquoted(grantee)
    } else {
      role = String(grantee)
    }
  }

  /// A quoted identifier's name.
  private static func unquoted(_ quoted: Substring) -> String {
    var name = String.UnicodeScalarView()
    var rest = quoted.unicodeScalars.dropFirst().dropLast()
    while let scalar = rest.popFirst() {
      name.append(scalar)
      if scalar == "\"" { rest = rest.dropFirst() }
    }
    return String(name)
  }

  /// Where the grantee ends: behind the closing quote, or before the first `=`, which no bare name holds.
  private static func endOfGrantee(in entry: String.UnicodeScalarView) -> String.Index? {
    guard entry.first == "\"" else { return entry.firstIndex(of: "=") }
    var position = entry.index(after: entry.startIndex)
    while let quote = entry[position...].firstIndex(of: "\"") {
      let next = entry.index(after: quote)
      guard next < entry.endIndex, entry[next] == "\"" else { return next }
      position = entry.index(after: next)
    }
    return nil
  }
}
