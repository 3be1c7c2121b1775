import CLibPQ

extension QueryResult {
  /// Copies a libpq result; the caller still owns and clears it.
  init(copying result: OpaquePointer) {
    let width = PQnfields(result)
    self.init(
      columns: (0..<width).map { PQfname(result, $0).map { String(cString: $0) } ?? "" },
      rows: (0..<PQntuples(result)).map { row in
        (0..<width).map { column in text(result, row, column) }
      },
      tag: PQcmdStatus(result).map { String(cString: $0) } ?? "",
      affected: PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0)
  }
}

/// One value, or `nil` for NULL.
private func text(_ result: OpaquePointer, _ row: Int32, _ column: Int32) -> String? {
  guard PQgetisnull(result, row, column) == 0, let bytes = PQgetvalue(result, row, column) else { return nil }
  let buffer = UnsafeRawBufferPointer(start: bytes, count: Int(PQgetlength(result, row, column)))
  return String(decoding: buffer, as: UTF8.self)
}

extension DatabaseError {
  /// Every field of an error result.
  init(_ kind: Kind, reading result: OpaquePointer, statement: String?) {
    func field(_ code: Character) -> String? {
      code.asciiValue.flatMap { PQresultErrorField(result, Int32($0)) }.map { String(cString: $0) }
    }
    let whole = PQresultErrorMessage(result).map { String(cString: $0) } ?? ""
    let fallback = whole.split(whereSeparator: \.isNewline).joined(separator: " ")
    self.init(kind, field("M") ?? fallback, sqlState: field("C"), statement: statement)
    detail = field("D").map { detail in statement.map { maskingPasswords(of: $0, in: detail) } ?? detail }
    hint = field("H")
    position = field("P").flatMap { Int($0) }
    schema = field("s")
    table = field("t")
    column = field("c")
    constraint = field("n")
  }
}
