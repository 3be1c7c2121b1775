import Glibc

/// Replaces, in `text`, the literals that follow the word PASSWORD in `statement`.
///
/// `ALTER ROLE r PASSWORD 'x'` is the one place where SQL carries a secret; errors quote statements, and servers quote
/// pieces of them.
func maskingPasswords(of statement: String, in text: String) -> String {
  let literals = passwordLiterals(in: statement)
  if literals.isEmpty { return text }
  let masked = literals.reduce(Array(text.utf8)) { masked, literal in
    Array(
      masked.split(separator: Array(literal.utf8), omittingEmptySubsequences: false)
        .joined(separator: Array(Secret.mask.utf8)))
  }
  return String(decoding: masked, as: UTF8.self)
}

/// The contents of the string literals that come right after PASSWORD, longest first. Scalar by scalar, as a server reads: a
/// quote before a combining accent is one `Character` with it, and would be passed over.
private func passwordLiterals(in statement: String) -> [String] {
  guard mayHavePassword(statement) else { return [] }
  let characters = Array(statement.unicodeScalars)
  let word = Array("password".unicodeScalars)
  var found: [String] = []
  var index = 0
  while index + word.count <= characters.count {
    guard
      characters[index..<index + word.count].elementsEqual(word, by: { $0.properties.lowercaseMapping == String($1) })
    else {
      index += 1
      continue
    }
    index += word.count
    while index < characters.count,
      characters[index].properties.isWhitespace || "=eE(".unicodeScalars.contains(characters[index])
    { index += 1 }
    guard index < characters.count, characters[index] == "'" else { continue }
    let end = endOfLiteral(in: characters, from: index + 1)
    found.append(String(String.UnicodeScalarView(characters[(index + 1)..<end])))
    index = end
  }
  return found.filter { !$0.isEmpty }.sorted { $0.count > $1.count }
}

/// Whether the word may be there: most statements do not have it, and errors of them are many. A search by the C library,
/// which takes less than a letter at a time does.
private func mayHavePassword(_ statement: String) -> Bool {
  let (start, letters) = ("pass".utf8.count, [UInt8(ascii: "w"), UInt8(ascii: "W")])
  return statement.withCString { text in
    // It looks no further than a zero byte.
    if strlen(text) < statement.utf8.count { return true }
    for letter in letters {
      var rest = text
      while let found = strchr(rest, Int32(letter)) {
        if found - UnsafeMutablePointer(mutating: text) >= start, strncasecmp(found - start, "password", 8) == 0 {
          return true
        }
        rest = UnsafePointer(found + 1)
      }
    }
    return false
  }
}

/// The index of the closing quote; doubled quotes belong to the literal. The end of the text if there is none.
private func endOfLiteral(in characters: [Unicode.Scalar], from start: Int) -> Int {
  var index = start
  while index < characters.count {
    if characters[index] == "'" {
      guard index + 1 < characters.count, characters[index + 1] == "'" else { return index }
      index += 1
    }
    index += 1
  }
  return characters.count
}
