import CLibPQ

extension Link {
  /// Runs `COPY … TO STDOUT` and returns all that it sent.
  func copyOut(_ sql: String) throws(DatabaseError) -> String {
    try begin(copy: sql, expecting: PGRES_COPY_OUT)
    let bytes = try receiveCopy(sql)
    _ = try collect(sql)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Runs `COPY … FROM STDIN` with `data`.
  func copyIn(_ sql: String, _ data: String) throws(DatabaseError) -> QueryResult {
    try begin(copy: sql, expecting: PGRES_COPY_IN)
    let bytes = Array(data.utf8)
    for start in stride(from: 0, to: bytes.count, by: Self.chunk) {
      let end = min(start + Self.chunk, bytes.count)
      try put(sql) {
        bytes[start..<end].withUnsafeBytes { chunk in
          PQputCopyData(handle, chunk.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(chunk.count))
        }
      }
    }
    try put(sql) { PQputCopyEnd(handle, nil) }
    try flush()
    guard let last = try collect(sql).last else { throw unanswered(sql) }
    return last
  }

  private static let chunk = 65536

  /// Reads copy data to its end; the statement's result comes after it.
  func receiveCopy(_ sql: String) throws(DatabaseError) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      var row: UnsafeMutablePointer<CChar>?
      let count = PQgetCopyData(handle, &row, 1)
      switch count {
      case 0:
        _ = try awaitSocket(writing: false)
        if PQconsumeInput(handle) == 0 { throw DatabaseError(.connection, complaint, statement: sql) }
      case -1: return bytes
      case -2: throw DatabaseError(isBroken ? .connection : .protocol, complaint, statement: sql)
      default:
        bytes.append(contentsOf: UnsafeRawBufferPointer(start: row, count: Int(count)))
        PQfreemem(row)
      }
    }
  }

  /// Sends the statement and makes sure that it is the COPY it is said to be.
  private func begin(copy sql: String, expecting status: ExecStatusType) throws(DatabaseError) {
    try requireNoZeroByte([sql])
    try expect(PQsendQuery(handle, sql), sql)
    try flush()
    guard let result = try nextResult() else { throw unanswered(sql) }
    let found = PQresultStatus(result)
    if found == status {
      PQclear(result)
      return
    }
    defer { PQclear(result) }
    var failure = DatabaseError(.usage, "this is not the COPY statement that was expected", statement: sql)
    do throws(DatabaseError) { _ = try read(result, sql) } catch {
      if error.kind != .usage { failure = error }
    }
    _ = try? collect(sql)
    throw failure
  }

  /// Hands data to libpq; when its buffer is full, makes room.
  private func put(_ sql: String, _ call: () -> Int32) throws(DatabaseError) {
    while true {
      switch call() {
      case 1: return
      case 0: try flush()
      default: throw DatabaseError(isBroken ? .connection : .protocol, complaint, statement: sql)
      }
    }
  }
}
