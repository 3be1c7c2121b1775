/// The words of a Swift file outside comments and strings, each with the number of brackets that are open around it.
///
/// Enough to see how a policy is declared before the compiler runs; everything else is the compiler's to judge.
struct SwiftWords {
  /// A word, with the `@` in front of it if there is one.
  struct Word: Equatable {
    var text: String
    var depth: Int
  }

  /// In order.
  private(set) var words: [Word] = []
  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  /// Reads the file.
  init(bytes: [UInt8]) {
    self.bytes = bytes
    while position < bytes.count { step() }
  }

  private func at(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }

  private mutating func step() {
    let byte = bytes[position]
    switch byte {
    case UInt8(ascii: "/") where at("//"):
      while position < bytes.count, bytes[position] != 0x0a { position += 1 }
    case UInt8(ascii: "/") where at("/*"): skipComment()
    case UInt8(ascii: "\""), UInt8(ascii: "#"): skipString()
    case UInt8(ascii: "{"), UInt8(ascii: "("), UInt8(ascii: "["):
      depth += 1
      position += 1
    case UInt8(ascii: "}"), UInt8(ascii: ")"), UInt8(ascii: "]"):
      depth -= 1
      position += 1
    case _ where byte == UInt8(ascii: "@") || SwiftWords.isWord(byte):
      let start = position
      position += 1
      while position < bytes.count, SwiftWords.isWord(bytes[position]) { position += 1 }
      words.append(Word(text: String(decoding: bytes[start..<position], as: UTF8.self), depth: depth))
    default: position += 1
    }
  }

  private mutating func skipComment() {
    var open = 0
    while position < bytes.count {
      if at("/*") {
        open += 1
        position += 2
      } else if at("*/") {
        open -= 1
        position += 2
        if open == 0 { return }
      } else {
        position += 1
      }
    }
  }

  private mutating func skipString() {
    var hashes = ""
    while position < bytes.count, bytes[position] == UInt8(ascii: "#") {
      hashes += "#"
      position += 1
    }
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return }
    let isLong = at("\"\"\"")
    let end = (isLong ? "\"\"\"" : "\"") + hashes
    position += isLong ? 3 : 1
    while position < bytes.count {
      if at("\\" + hashes) {
        position += 1 + hashes.utf8.count
        if position < bytes.count, bytes[position] == UInt8(ascii: "(") { skipInterpolation() } else { position += 1 }
      } else if at(end) {
        position += end.utf8.count
        return
      } else if !isLong, bytes[position] == 0x0a {
        return
      } else {
        position += 1
      }
    }
  }

  private mutating func skipInterpolation() {
    let outside = (words: words, depth: depth)
    repeat { step() } while position < bytes.count && depth > outside.depth
    (words, depth) = outside
  }
}
