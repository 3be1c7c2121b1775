import CLibPQ

/// One libpq connection in non-blocking mode: sends, waits, and hands out results.
///
/// Not `Sendable`: it lives on its connection's queue. Every wait ends at the deadline of the work in hand.
final class Link {
  let handle: OpaquePointer
  let notices = NoticeLog()
  private let interruption: Interruption
  private var expired = false
  /// What the server keeps prepared for pipelines.
  var kept = KeptStatements()

  /// When the work in hand has to be done.
  var deadline: ContinuousClock.Instant?
  /// The work in hand.
  var ticket: WorkTicket?

  /// How long the server gets to confirm that it stopped; then the connection is given up.
  private static let grace = Duration.seconds(5)

  init(_ handle: OpaquePointer, interruption: Interruption) {
    self.handle = handle
    self.interruption = interruption
    notices.listen(to: handle)
  }

  deinit { PQfinish(handle) }

  var isBroken: Bool { PQstatus(handle) == CONNECTION_BAD }

  /// Whether nothing is in hand, so that the next statement gets its own answer.
  var isIdle: Bool {
    let status = PQtransactionStatus(handle)
    return status != PQTRANS_ACTIVE && status != PQTRANS_UNKNOWN && PQpipelineStatus(handle) == PQ_PIPELINE_OFF
  }

  /// Whether the time for the work in hand is over.
  var isOverdue: Bool { expired || deadline.map { ContinuousClock.now >= $0 } ?? false }

  /// As `PQserverVersion` gives it.
  var serverVersion: Int { Int(PQserverVersion(handle)) }

  func parameter(_ name: String) -> String? { PQparameterStatus(handle, name).map { String(cString: $0) } }

  /// What `PQerrorMessage` says, in one line.
  var complaint: String {
    let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
    return text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// Prepares for the next stretch of work.
  func begin(_ ticket: WorkTicket, deadline: Duration?) {
    self.ticket = ticket
    self.deadline = deadline.map { ContinuousClock.now.advanced(by: $0) }
    expired = false
  }

  /// Sends what libpq has buffered. Reads meanwhile: a server that waits for us to read would never take more.
  func flush() throws(DatabaseError) {
    while true {
      switch PQflush(handle) {
      case 0: return
      case 1:
        if try awaitSocket(writing: true) == .readable, PQconsumeInput(handle) == 0 { return }
      default:
        // The server may have said why before it closed: results come first, the error after them.
        return
      }
    }
  }

  /// The next result of the statement in hand, or `nil` after its last. The caller clears it.
  func nextResult() throws(DatabaseError) -> OpaquePointer? {
    while PQisBusy(handle) != 0 {
      _ = try awaitSocket(writing: false)
      // A broken connection still hands out what the server sent before it broke.
      if PQconsumeInput(handle) == 0 { break }
    }
    return PQgetResult(handle)
  }

  /// The kind of an error that the server reported for the work in hand. After a fatal one the server hangs up.
  func kind(of error: DatabaseError, severity: String?) -> DatabaseError.Kind {
    if isBroken || severity == "FATAL" || severity == "PANIC" { return .connection }
    guard error.sqlState == "57014" else { return .server }
    if expired { return .deadline }
    return ticket?.isCalledOff == true ? .cancelled : .server
  }

  /// Waits for the socket. At the deadline the server is asked to stop, and its answer is awaited for a while.
  func awaitSocket(writing: Bool) throws(DatabaseError) -> Readiness {
    let socket = PQsocket(handle)
    guard socket >= 0 else { throw DatabaseError(.connection, complaint) }
    while true {
      let readiness = wait(for: socket, writing: writing, until: deadline)
      guard readiness == .expired else { return readiness }
      if expired { throw giveUp() }
      expired = true
      deadline = ContinuousClock.now.advanced(by: Self.grace)
      if let ticket { interruption.pursue(ticket) }
    }
  }

  private func giveUp() -> DatabaseError {
    DatabaseError(.deadline, "the server answered neither the statement nor its cancellation in time")
  }
}
