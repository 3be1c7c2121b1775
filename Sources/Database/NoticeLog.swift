import CLibPQ

/// Collects what the server says besides results. Belongs to one connection and is touched on its queue only.
final class NoticeLog {
  /// The newest thousand, oldest first, as `SEVERITY SQLSTATE: message`.
  private(set) var entries: [String] = []
  private static let limit = 1000

  /// Makes libpq report notices here; the log must outlive the connection.
  func listen(to connection: OpaquePointer) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    PQsetNoticeReceiver(
      connection,
      { context, result in
        guard let context, let result else { return }
        Unmanaged<NoticeLog>.fromOpaque(context).takeUnretainedValue().append(result)
      }, context)
  }

  private func append(_ result: OpaquePointer) {
    func field(_ code: Character) -> String {
      code.asciiValue.flatMap { PQresultErrorField(result, Int32($0)) }.map { String(cString: $0) } ?? ""
    }
    if entries.count == Self.limit { entries.removeFirst() }
    entries.append("\(field("S")) \(field("C")): \(field("M"))")
  }
}
