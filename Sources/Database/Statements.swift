import CLibPQ
import Glibc

/// `PG_DIAG_SEVERITY_NONLOCALIZED`, a character macro that Swift does not import as one.
private let severityField = Int32(UInt8(ascii: "V"))

extension Link {
  /// One statement by the extended protocol.
  func run(_ sql: String, _ parameters: [String?]) throws(DatabaseError) -> QueryResult {
    try send(sql, parameters)
    try flush()
    let results = try collect(sql)
    guard let last = results.last else { throw unanswered(sql) }
    return last
  }

  /// Statements by the simple protocol.
  func script(_ sql: String) throws(DatabaseError) -> [QueryResult] {
    try requireNoZeroByte([sql])
    try expect(PQsendQuery(handle, sql), sql)
    try flush()
    return try collect(sql)
  }

  /// Queues one statement; by the name that the server keeps it under, where it has one.
  func send(_ sql: String, _ parameters: [String?], name: String? = nil) throws(DatabaseError) {
    try requireNoZeroByte([sql] + parameters)
    guard parameters.count <= Int(UInt16.max) else {
      throw DatabaseError(.usage, "a statement takes at most 65535 parameters, not \(parameters.count)", statement: sql)
    }
    let sent = withCStrings(parameters) { values in
      name.map { PQsendQueryPrepared(handle, $0, Int32(parameters.count), values, nil, nil, 0) }
        ?? PQsendQueryParams(handle, sql, Int32(parameters.count), nil, values, nil, nil, 0)
    }
    try expect(sent, sql)
  }

  /// Reads results to the end of the message; the first error wins, after everything behind it was read.
  func collect(_ sql: String) throws(DatabaseError) -> [QueryResult] {
    var results: [QueryResult] = []
    var failure: DatabaseError?
    while let result = try nextResult() {
      defer { PQclear(result) }
      do throws(DatabaseError) {
        if let read = try read(result, sql) { results.append(read) }
      } catch {
        failure = failure ?? error
      }
      if isBroken { break }
    }
    if let failure { throw failure }
    if isBroken { throw DatabaseError(.connection, complaint, statement: sql) }
    return results
  }

  /// One libpq result as a value; `nil` for an empty statement's.
  func read(_ result: OpaquePointer, _ sql: String) throws(DatabaseError) -> QueryResult? {
    switch PQresultStatus(result) {
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
      return QueryResult(copying: result)
    case PGRES_COPY_IN:
      _ = PQputCopyEnd(handle, "no data was given")
      try flush()
      throw DatabaseError(.usage, "COPY FROM STDIN needs copyIn", statement: sql)
    case PGRES_COPY_OUT:
      _ = try receiveCopy(sql)
      throw DatabaseError(.usage, "COPY TO STDOUT needs copyOut", statement: sql)
    case PGRES_FATAL_ERROR:
      var error = DatabaseError(.server, reading: result, statement: sql)
      error.kind = kind(of: error, severity: PQresultErrorField(result, severityField).map { String(cString: $0) })
      throw error
    case let other:
      throw DatabaseError(.protocol, "unexpected result status \(other.rawValue)", statement: sql)
    }
  }

  /// Turns a refusal of libpq to send into an error.
  func expect(_ accepted: Int32, _ sql: String) throws(DatabaseError) {
    guard accepted != 1 else { return }
    throw DatabaseError(isBroken ? .connection : .protocol, complaint, statement: sql)
  }

  /// C strings end at a zero byte: what follows would be lost in silence.
  func requireNoZeroByte(_ texts: [String?]) throws(DatabaseError) {
    for case let text? in texts where text.hasZeroByte {
      throw DatabaseError(.usage, "a statement or parameter contains a zero byte")
    }
  }

  func unanswered(_ sql: String) -> DatabaseError {
    DatabaseError(isBroken ? .connection : .protocol, "the server sent no result. \(complaint)", statement: sql)
  }
}

extension String {
  /// Asked of every text that is sent, so it has to be quick without an optimizer as well.
  fileprivate var hasZeroByte: Bool {
    let found = utf8.withContiguousStorageIfAvailable { bytes in
      bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
    }
    return found ?? utf8.contains(0)
  }
}
