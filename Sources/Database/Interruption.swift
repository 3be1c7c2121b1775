import CLibPQ
import Dispatch
import Synchronization

/// One stretch of work on a connection, as something that can be called off from any thread.
final class WorkTicket: Sendable {
  private let flag = Atomic(false)

  /// Whether somebody called the work off.
  var isCalledOff: Bool { flag.load(ordering: .acquiring) }

  func callOff() { flag.store(true, ordering: .releasing) }
}

/// Asks the server to stop what a connection is running, without touching the connection.
///
/// `PQcancel` opens a connection of its own and may block, so it runs on a global queue. It is sent only while the
/// ticket's work is running, and the work cannot end while a request is on its way: a late one never hits the next
/// statement. A request that arrives before the server has read the statement is lost, so it is repeated until the work
/// has ended.
final class Interruption: Sendable {
  private struct State: ~Copyable {
    nonisolated(unsafe) var handle: OpaquePointer?
    var running: WorkTicket?
    deinit { PQfreeCancel(handle) }
  }

  private let state = Mutex(State())
  private static let pause = DispatchTimeInterval.milliseconds(200)

  /// Takes what `PQcancel` needs to know about an established connection.
  func attach(to connection: OpaquePointer) {
    nonisolated(unsafe) let handle = PQgetCancel(connection)
    state.withLock { state in
      PQfreeCancel(state.handle)
      state.handle = handle
    }
  }

  /// Marks the work as running; false if it was called off before it began.
  func begin(_ ticket: WorkTicket) -> Bool {
    state.withLock { state in
      // Running first, then the flag: whoever calls off in between finds the ticket running.
      state.running = ticket
      if ticket.isCalledOff { state.running = nil }
      return state.running != nil
    }
  }

  /// Marks the work as ended, after any request that is on its way.
  func end(_ ticket: WorkTicket) {
    state.withLock { state in
      if state.running === ticket { state.running = nil }
    }
  }

  /// Calls the work off, whether it has begun or not.
  func callOff(_ ticket: WorkTicket) {
    ticket.callOff()
    pursue(ticket)
  }

  /// Calls off whatever is running now.
  func callOffRunning() {
    if let ticket = state.withLock({ $0.running }) { callOff(ticket) }
  }

  /// Requests cancellation now and again until the ticket's work has ended.
  func pursue(_ ticket: WorkTicket) {
    DispatchQueue.global().async { [self] in
      let goesOn = state.withLock { state in
        guard state.running === ticket, let handle = state.handle else { return false }
        var complaint = [CChar](repeating: 0, count: 256)
        _ = PQcancel(handle, &complaint, Int32(complaint.count))
        return true
      }
      guard goesOn else { return }
      DispatchQueue.global().asyncAfter(deadline: .now() + Self.pause) { [self] in pursue(ticket) }
    }
  }
}
