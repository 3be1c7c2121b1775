/// The lease: who runs, and in which session of the server. The row fences nothing by itself; the session does.
struct Lease: Sendable, Hashable {
  /// Counts the holders: whoever writes says which one he is.
  var token: Int
  /// The server's name of the holder's session; empty when nobody runs.
  var session: String
  /// Seconds since the holder's last sign, by the server's clock.
  var idle: Double
}

/// What the server says of a session.
enum SessionState: Sendable, Hashable {
  /// It is not there any more.
  case gone
  /// A statement of its runs.
  case active
  /// It waits for its client.
  case idle
}

/// What somebody who wants to run does about the lease.
enum Takeover: Sendable, Hashable {
  /// Takes it.
  case take
  /// Cancels the session and looks again.
  case cancel(String)
  /// Leaves it: its holder runs.
  case busy

  /// A holder whose session is gone has ended. One whose session runs a statement is at work, however long that takes. One
  /// that has a session and gave no sign for longer than `patience` is paused or cut off: its session is cancelled first, so
  /// that nothing of his takes effect later.
  static func decide(_ lease: Lease?, _ state: SessionState, patience: Double) -> Takeover {
    guard let lease, !lease.session.isEmpty else { return .take }
    return switch state {
    case .gone: .take
    case .active: .busy
    case .idle: lease.idle > patience ? .cancel(lease.session) : .busy
    }
  }
}
