import CCrypto

/// The SHA-256 of `bytes`, in lower-case hexadecimal.
package func sha256(_ bytes: some Sequence<UInt8>) -> String {
  hexadecimal(sha256Bytes(Array(bytes)))
}

/// `count` bytes from libcrypto's generator.
///
/// Stops the process when libcrypto has no randomness: nothing may go on with a token that can be guessed.
package func randomBytes(_ count: Int) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
    if let start = buffer.baseAddress, count > 0 {
      precondition(bailiwick_random(start, Int32(count)) == 1, "libcrypto has no random bytes")
    }
    initialized = count
  }
}

/// The SHA-256 of `bytes`.
func sha256Bytes(_ bytes: [UInt8]) -> [UInt8] {
  digest { bailiwick_sha256(bytes, bytes.count, $0) }
}

/// The HMAC of `message` under `key`, with SHA-256.
func hmacSHA256(key: [UInt8], message: [UInt8]) -> [UInt8] {
  digest { bailiwick_hmac_sha256(key, Int32(key.count), message, message.count, $0) }
}

/// 32 bytes derived from `password` as RFC 8018 says, with HMAC-SHA-256.
func pbkdf2SHA256(password: [UInt8], salt: [UInt8], iterations: Int) -> [UInt8] {
  let characters = password.map { CChar(bitPattern: $0) }
  return digest {
    bailiwick_pbkdf2_sha256(characters, Int32(characters.count), salt, Int32(salt.count), Int32(iterations), $0)
  }
}

/// Runs a libcrypto call that fills 32 bytes; these calls fail only when memory is out.
private func digest(_ fill: (UnsafeMutablePointer<UInt8>?) -> Int32) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: 32) { buffer, initialized in
    precondition(fill(buffer.baseAddress) == 1, "libcrypto could not compute a digest")
    initialized = 32
  }
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".unicodeScalars)
  var text = String.UnicodeScalarView()
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(text)
}
