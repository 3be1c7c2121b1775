/// What a connection has sent before, and what of it the server keeps prepared.
///
/// A statement that comes once is sent once; one that comes again is worth a name. The server's memory stays flat: when
/// there are too many, all are forgotten.
struct KeptStatements {
  private static let most = 400
  private var names: [String: String] = [:]
  private var seen: Set<String> = []
  private var number = 0

  /// Whether the server should forget them all before more are sent.
  var isFull: Bool { seen.count > Self.most }

  /// The name that the server knows the statement by.
  func name(of sql: String) -> String? { names[sql] }

  /// The statements among these that are worth a name and have none, each once, in their order.
  mutating func worthNames(in batch: some Sequence<String>) -> [String] {
    var wanted: [String] = []
    for sql in batch where !seen.insert(sql).inserted && names[sql] == nil && !wanted.contains(sql) {
      wanted.append(sql)
    }
    return wanted
  }

  /// A name that no statement of the connection has had.
  mutating func newName() -> String {
    number += 1
    return "bailiwick_\(number)"
  }

  /// The server took the statement under this name.
  mutating func keep(_ sql: String, as name: String) { names[sql] = name }

  /// The server has forgotten everything.
  mutating func forget() { (names, seen) = ([:], []) }
}
