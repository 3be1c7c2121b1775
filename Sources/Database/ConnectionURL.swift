import CLibPQ

extension ConnectionTarget {
  /// Reads `postgres://…`, `postgresql://…` or `key=value …`.
  ///
  /// The empty string means whatever libpq's environment and service files say.
  package init(url: String) throws(DatabaseError) {
    guard !url.utf8.contains(0) else {
      throw DatabaseError(.usage, "the connection URL contains a zero byte")
    }
    var complaint: UnsafeMutablePointer<CChar>?
    guard let parsed = PQconninfoParse(url, &complaint) else {
      let reason = complaint.map { String(cString: $0) } ?? "out of memory"
      PQfreemem(complaint)
      throw DatabaseError(.usage, "the connection URL cannot be read: \(Self.withoutQuotations(reason))")
    }
    defer { PQconninfoFree(parsed) }

    self.init()
    var option = parsed
    while let keyword = option.pointee.keyword {
      defer { option += 1 }
      guard let value = option.pointee.val.map({ String(cString: $0) }) else { continue }
      switch String(cString: keyword) {
      case "host": host = value
      case "dbname": database = value
      case "user": user = value
      case "password": password = Secret(value)
      case "port":
        // "5432,5433" is a list of ports for a list of hosts: libpq's to read.
        if let number = Int(value) { port = number } else { options["port"] = value }
      case let other: options[other] = value
      }
    }
  }

  /// libpq quotes the offending part of the URL, which may be the password: keep only what comes before it.
  private static func withoutQuotations(_ reason: String) -> String {
    if reason.hasPrefix("missing \"=\"") { return "a keyword is not followed by \"=\"" }
    let kept = reason.prefix { $0 != "\"" && $0 != "\n" && $0 != ":" }
    return kept.last == " " ? String(kept.dropLast()) : String(kept)
  }
}
