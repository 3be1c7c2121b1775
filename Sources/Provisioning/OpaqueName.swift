import Database

/// Names that tell nothing and are never used twice: `bw_` and a random uuid in base32. Lower case, without hyphens, 29
/// characters: both engines keep them as they are.
enum OpaqueName {
  /// A name for a new login.
  static func login() -> String { "bw_" + base32(uuidBytes()) }

  /// A new principal's id.
  static func uuid() -> String {
    let digits = uuidBytes().map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }
    return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }.joined(separator: "-")
  }

  /// A password of 192 random bits.
  static func password() -> Secret { Secret(base32(randomBytes(24))) }

  private static func uuidBytes() -> [UInt8] {
    var bytes = randomBytes(16)
    bytes[6] = bytes[6] & 0x0f | 0x40
    bytes[8] = bytes[8] & 0x3f | 0x80
    return bytes
  }

  private static func base32(_ bytes: [UInt8]) -> String {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567")
    var text = ""
    var (buffer, bits) = (0, 0)
    for byte in bytes {
      buffer = (buffer << 8 | Int(byte)) & 0xffff
      bits += 8
      while bits >= 5 {
        bits -= 5
        text.append(alphabet[buffer >> bits & 31])
      }
    }
    if bits > 0 { text.append(alphabet[buffer << (5 - bits) & 31]) }
    return text
  }
}
