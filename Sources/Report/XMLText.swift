/// Elements of XML 1.0 as text. Every value goes through here: as text and as an attribute it is escaped alike, so that no
/// `]]>`, quote or tag in it means anything, and what XML cannot write is spelled out.
struct XMLText {
  private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
  private var depth = 0

  /// An element with others in it.
  mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String>, _ body: (inout XMLText) -> Void) {
    line("<\(name)\(Self.written(attributes))>")
    depth += 1
    body(&self)
    depth -= 1
    line("</\(name)>")
  }

  /// An element with text in it, or nothing.
  mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String>, text: String = "") {
    line(
      "<\(name)\(Self.written(attributes))"
        + (text.isEmpty ? "/>" : ">\(Self.escaped(text.visibleLines))</\(name)>"))
  }

  private mutating func line(_ content: String) {
    text += String(repeating: "  ", count: depth) + content + "\n"
  }

  private static func written(_ attributes: KeyValuePairs<String, String>) -> String {
    attributes.map { " \($0.key)=\"\(escaped($0.value.visible))\"" }.joined()
  }

  /// The text with what is markup as entities. Scalars are looked at, for a mark with an accent is another `Character`.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: String(scalar)
      }
    }.joined()
  }
}
