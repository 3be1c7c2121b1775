import SchemaModel

extension SchemaSnapshot {
  /// The function that a trigger calls, where the snapshot holds it.
  func function(of trigger: Definition) -> SchemaObject? {
    let words = SQLText(trigger.text).words
    guard let call = words.lastIndex(where: { $0 == "FUNCTION" || $0 == "PROCEDURE" }), words.count > call + 3 else {
      return nil
    }
    let name = "\(words[call + 1]).\(words[call + 3])("
    return objects.first { $0.kind == "function" && $0.name.hasPrefix(name) }
  }

  /// Whether the server never applies row security to the role.
  func isAboveRowSecurity(_ role: String) -> Bool {
    roles.contains { $0.name == role && !Set($0.attributes).isDisjoint(with: ["superuser", "bypassrls"]) }
  }
}

extension SchemaObject {
  /// Whether a routine runs as its owner. Only its header is read: a body may speak of the words without meaning them.
  var isDefiner: Bool {
    let header = text.firstRange(of: "\nAS ").map { text[..<$0.lowerBound] } ?? text[...]
    return header.contains("SECURITY DEFINER")
  }

  /// Whether a view asks with its caller's rights. The first line of its text is its options.
  var runsAsCaller: Bool {
    let options = text.prefix { $0 != "\n" }.split(separator: " ")
    return options.contains("security_invoker=true") || options.contains("security_invoker=on")
  }

  /// A view's query, without its options.
  var query: SQLText { SQLText(String(text.drop { $0 != "\n" })) }
}
