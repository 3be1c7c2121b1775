import Diagnostics

extension ProofReport {
  /// Where a clause stands, as a URI relative to where the command ran: what a checkout of the repository has.
  ///
  /// Locations hold file names alone. The policy is one file, or a folder of them.
  func uri(of location: SourceLocation) -> String {
    guard location.line > 0, !location.file.isEmpty else { return Self.escaped(policyPath) }
    let folder =
      policyPath.hasSuffix(".swift") || policyPath.hasSuffix(".json")
      ? policyPath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
      : policyPath
    return Self.escaped(folder.isEmpty ? location.file : "\(folder)/\(location.file)")
  }

  /// Percent-encoded but for what RFC 3986 leaves alone; `./` in front is dropped.
  private static func escaped(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF")
    var rest = Substring(path)
    while rest.hasPrefix("./") { rest = rest.dropFirst(2) }
    return rest.utf8.map { byte in
      let scalar = Unicode.Scalar(byte)
      let plain =
        scalar.properties.isAlphabetic && byte < 128 || "0"..."9" ~= scalar || "-._~/".unicodeScalars.contains(scalar)
      return plain ? String(scalar) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }.joined()
  }
}
