import CLibPQ

extension Link {
  /// Connects without blocking longer than `deadline`, except while the resolver looks up a host name.
  static func connect(
    to keywords: [(String, String)], interruption: Interruption, ticket: WorkTicket, deadline: Duration
  ) throws(DatabaseError) -> Link {
    for (key, value) in keywords where value.utf8.contains(0) {
      throw DatabaseError(.usage, "the connection keyword \(key) contains a zero byte")
    }
    let names = keywords.map { Optional($0.0) }
    let values = keywords.map { Optional($0.1) }
    let started = withCStrings(names) { names in withCStrings(values) { PQconnectStartParams(names, $0, 0) } }
    guard let started else { throw DatabaseError(.connection, "libpq has no memory for a connection") }
    let link = Link(started, interruption: interruption)
    // Errors during authentication carry no fields; in this form their text at least holds the SQLSTATE.
    PQsetErrorVerbosity(started, PQERRORS_VERBOSE)
    try link.poll(until: ContinuousClock.now.advanced(by: deadline), ticket: ticket)
    PQsetErrorVerbosity(started, PQERRORS_DEFAULT)
    guard PQsetnonblocking(started, 1) == 0 else { throw DatabaseError(.connection, link.complaint) }
    interruption.attach(to: started)
    return link
  }

  private func poll(until end: ContinuousClock.Instant, ticket: WorkTicket) throws(DatabaseError) {
    guard !isBroken else { throw refused() }
    var writing = true
    while true {
      let now = ContinuousClock.now
      if ticket.isCalledOff { throw DatabaseError(.cancelled, "connecting was cancelled") }
      if now >= end { throw DatabaseError(.deadline, "no connection within the time allowed") }
      // In slices, since nothing but this loop notices a cancelled task.
      let slice = min(end, now.advanced(by: .milliseconds(100)))
      if wait(for: PQsocket(handle), writing: writing, until: slice) == .expired { continue }
      switch PQconnectPoll(handle) {
      case PGRES_POLLING_OK: return
      case PGRES_POLLING_READING: writing = false
      case PGRES_POLLING_WRITING: writing = true
      default: throw refused()
      }
    }
  }

  private func refused() -> DatabaseError {
    let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
    let (message, sqlState) = Self.readVerbose(text)
    return DatabaseError(.connection, message, sqlState: sqlState)
  }

  /// Takes `FATAL:  28P01: message`, the verbose form, apart.
  private static func readVerbose(_ text: String) -> (message: String, sqlState: String?) {
    var sqlState: String?
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("LOCATION:") }
    let plain = lines.map { line -> String in
      var words = line.split(separator: " ", omittingEmptySubsequences: false)
      // The SQLSTATE is the one word of five capitals and digits and a colon that follows two spaces.
      let place = words.indices.dropFirst().first { index in
        words[index - 1].isEmpty && words[index].count == 6 && words[index].last == ":"
          && words[index].dropLast().allSatisfy { $0.isASCII && ($0.isNumber || $0.isUppercase) }
      }
      guard let place else { return String(line) }
      sqlState = String(words[place].dropLast())
      words.removeSubrange(place - 1...place)
      return words.joined(separator: " ")
    }
    return (plain.joined(separator: " ").replacing("\t", with: ""), sqlState)
  }
}
