import CCrypto

/// SHA-256 over parts, each with its length in front, so that no two lists of parts give the same bytes.
struct Digest {
  private var bytes: [UInt8] = []

  /// Adds one part.
  mutating func add(_ part: [UInt8]) {
    withUnsafeBytes(of: UInt64(part.count).littleEndian) { bytes += $0 }
    bytes += part
  }

  /// Adds one part.
  mutating func add(_ part: String) { add(Array(part.utf8)) }

  /// The digest in hexadecimal digits; nil when libcrypto fails.
  var hexadecimal: String? {
    var sum = [UInt8](repeating: 0, count: 32)
    var written: UInt32 = 0
    let succeeded = EVP_Digest(bytes, bytes.count, &sum, &written, EVP_sha256(), nil)
    guard succeeded == 1, written == 32 else { return nil }
    return sum.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
