/// Replaces, in `text`, the literals that follow the word PASSWORD in `statement`.
///
/// `ALTER ROLE r PASSWORD 'x'` is the one place where SQL carries a secret; errors quote statements, and servers quote
/// pieces of them.
func maskingPasswords(of statement: String, in text: String) -> String {
  passwordLiterals(in: statement).reduce(text) { masked, literal in
    masked.split(separator: literal, omittingEmptySubsequences: false).joined(separator: Secret.mask)
  }
}

/// The contents of the string literals that come right after PASSWORD, longest first.
private func passwordLiterals(in statement: String) -> [String] {
  let characters = Array(statement)
  let word = Array("password")
  var found: [String] = []
  var index = 0
  while index + word.count <= characters.count {
    guard characters[index..<index + word.count].elementsEqual(word, by: { $0.lowercased() == String($1) }) else {
      index += 1
      continue
    }
    index += word.count
    while index < characters.count, characters[index].isWhitespace || "=eE(".contains(characters[index]) { index += 1 }
    guard index < characters.count, characters[index] == "'" else { continue }
    let end = endOfLiteral(in: characters, from: index + 1)
    found.append(String(characters[(index + 1)..<end]))
    index = end
  }
  return found.filter { !$0.isEmpty }.sorted { $0.count > $1.count }
}

/// The index of the closing quote; doubled quotes belong to the literal. The end of the text if there is none.
private func endOfLiteral(in characters: [Character], from start: Int) -> Int {
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
