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

  /// Reads a snapshot's entry; nil where it has another form.
  ///
  /// The grantee is quoted as the server quotes identifiers, so a role named `PUBLIC` is not everybody.
  public init?(parsing entry: String) {
    guard let end = Grant.endOfGrantee(in: entry), end != entry.startIndex, end < entry.endIndex, entry[end] == "="
    else { return nil }
    let grantee = entry[..<end]
    var rest = entry[entry.index(after: end)...]
    grantable = rest.hasSuffix("*")
    if grantable { rest.removeLast() }
    // Everything between the first and the last parenthesis is the column's name, whatever characters it holds.
    if let open = rest.firstIndex(of: "("), rest.hasSuffix(")") {
      column = String(rest[rest.index(after: open)...].dropLast())
      rest = rest[..<open]
    }
    guard !rest.isEmpty else { return nil }
    privilege = String(rest)
    if grantee == "PUBLIC" {
      role = nil
    } else if grantee.hasPrefix("\"") {
      role = String(grantee.dropFirst().dropLast().replacing("\"\"", with: "\""))
    } else {
      role = String(grantee)
    }
  }

  /// Where the grantee ends: behind the closing quote, or before the first `=`, which no bare name holds.
  private static func endOfGrantee(in entry: String) -> String.Index? {
    guard entry.hasPrefix("\"") else { return entry.firstIndex(of: "=") }
    var position = entry.index(after: entry.startIndex)
    while let quote = entry[position...].firstIndex(of: "\"") {
      let next = entry.index(after: quote)
      guard next < entry.endIndex, entry[next] == "\"" else { return next }
      position = entry.index(after: next)
    }
    return nil
  }
}
