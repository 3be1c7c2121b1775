import CanonicalJSON

/// Reads policy documents, from files and from policies that ran.
enum PolicyDocument {
  /// The policy in the bytes; every failure names the place.
  static func read<Document: JSONCodable>(
    _ type: Document.Type, in bytes: [UInt8], from path: String
  ) throws(PolicyLoadError) -> Document {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notJSON(path, reason: "not UTF-8") }
    let document: JSONValue
    do { document = try JSONValue(parsing: text) } catch {
      throw .notJSON(path, reason: "\(error.reason) at \(place(of: error.offset, in: bytes))")
    }
    do { return try Document(json: document) } catch {
      let place = error.path.joined(separator: ".").replacing(".[", with: "[")
      if place == "format" || place == "version" { throw .otherFormat(path, reason: "\(place): \(error.reason)") }
      throw .wrongDocument(path, place: place.isEmpty ? "the root" : place, reason: error.reason)
    }
  }

  private static func place(of offset: Int, in bytes: [UInt8]) -> String {
    let before = bytes.prefix(offset)
    let line = before.count { $0 == 0x0a } + 1
    let column = before.count - (before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0) + 1
    return "line \(line), column \(column)"
  }
}
