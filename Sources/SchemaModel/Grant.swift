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
    guard let equals = entry.lastIndex(of: "=") else { return nil }
    let grantee = entry[..<equals]
    var rest = entry[entry.index(after: equals)...]
    grantable = rest.hasSuffix("*")
    if grantable { rest.removeLast() }
    if let open = rest.firstIndex(of: "("), rest.hasSuffix(")") {
      column = String(rest[rest.index(after: open)...].dropLast())
      rest = rest[..<open]
    }
    guard !grantee.isEmpty, !rest.isEmpty else { return nil }
    privilege = String(rest)
    if grantee == "PUBLIC" {
      role = nil
    } else if grantee.count > 1, grantee.hasPrefix("\""), grantee.hasSuffix("\"") {
      role = String(grantee.dropFirst().dropLast().replacing("\"\"", with: "\""))
    } else {
      role = String(grantee)
    }
  }
}
