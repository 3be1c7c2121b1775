import Glibc

/// Why a wait for a socket ended.
enum Readiness {
  case readable
  case writable
  case expired
}

/// Waits until `socket` is ready or `instant` has passed.
func wait(for socket: Int32, writing: Bool, until instant: ContinuousClock.Instant?) -> Readiness {
  while true {
    var entry = pollfd(fd: socket, events: Int16(writing ? POLLIN | POLLOUT : POLLIN), revents: 0)
    let ready = poll(&entry, 1, milliseconds(until: instant))
    if ready > 0 {
      // Errors and hang-ups count as readable: the next read reports them.
      return entry.revents & ~Int16(POLLOUT) != 0 ? .readable : .writable
    }
    if let instant, ContinuousClock.now >= instant { return .expired }
    if ready < 0, errno != EINTR { return .readable }
  }
}

/// The time left for `poll`, rounded up, or -1 for ever.
private func milliseconds(until instant: ContinuousClock.Instant?) -> Int32 {
  guard let instant else { return -1 }
  let left = ContinuousClock.now.duration(to: instant)
  guard left > .zero else { return 0 }
  let (seconds, attoseconds) = left.components
  return Int32(
    clamping: seconds.multipliedReportingOverflow(by: 1000).partialValue + attoseconds / 1_000_000_000_000_000 + 1)
}
