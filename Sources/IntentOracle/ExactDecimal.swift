/// A number in its decimal digits, so that 1.5 and 1.50 are equal and nothing is rounded.
package struct ExactDecimal: Hashable, Sendable {
  /// PostgreSQL's order of `numeric`: -Infinity, the finite ones, Infinity, NaN, which equals itself.
  private enum Kind: Int { case negativeInfinity, finite, infinity, notANumber }

  private let kind: Kind
  private let negative: Bool
  /// Digits before the point, without leading zeros.
  private let whole: String
  /// Digits behind the point, without trailing zeros.
  private let fraction: String

  /// Reads digits as the servers print them, with an exponent too; nil where the text is no number.
  package init?(_ text: String) {
    let special: [String: Kind] = [
      "nan": .notANumber, "infinity": .infinity, "inf": .infinity, "-infinity": .negativeInfinity,
      "-inf": .negativeInfinity,
    ]
    if let kind = special[text.lowercased()] {
      (self.kind, negative, whole, fraction) = (kind, false, "", "")
      return
    }
    let parts = text.split(separator: /[eE]/, maxSplits: 1, omittingEmptySubsequences: false)
    var digits = parts[0]
    let sign = digits.first
    if sign == "-" || sign == "+" { digits.removeFirst() }
    let sides = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    var before = String(sides[0])
    var behind = sides.count > 1 ? String(sides[1]) : ""
    guard (before + behind).utf8.allSatisfy({ (0x30...0x39).contains($0) }), !(before + behind).isEmpty else {
      return nil
    }
    if parts.count > 1 {
      guard let exponent = Int(parts[1]), abs(exponent) <= 200_000 else { return nil }
      let move = abs(exponent)
      if exponent > 0 {
        behind += String(repeating: "0", count: max(0, move - behind.count))
        before += behind.prefix(move)
        behind.removeFirst(move)
      } else {
        before = String(repeating: "0", count: max(0, move - before.count)) + before
        behind = before.suffix(move) + behind
        before.removeLast(move)
      }
    }
    kind = .finite
    whole = String(before.drop { $0 == "0" })
    while behind.hasSuffix("0") { behind.removeLast() }
    fraction = behind
    // Zero has no sign.
    negative = sign == "-" && !(whole + fraction).isEmpty
  }

  /// An integer.
  package init(_ value: Int64) {
    kind = .finite
    negative = value < 0
    whole = value == 0 ? "" : String(value.magnitude)
    fraction = ""
  }

  private var magnitude: (Int, String, String) { (whole.utf8.count, whole, fraction) }
}

extension ExactDecimal: Comparable, CustomStringConvertible {
  /// By value.
  package static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
    guard left.kind == .finite, right.kind == .finite else { return left.kind.rawValue < right.kind.rawValue }
    if left.negative != right.negative { return left.negative }
    return left.negative ? right.magnitude < left.magnitude : left.magnitude < right.magnitude
  }

  /// The digits, with as few zeros as can be.
  package var description: String {
    switch kind {
    case .negativeInfinity: "-Infinity"
    case .infinity: "Infinity"
    case .notANumber: "NaN"
    case .finite:
      (negative ? "-" : "") + (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : ".\(fraction)")
    }
  }
}
