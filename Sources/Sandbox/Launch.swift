package import Foundation
import Synchronization

extension Process {
  private static let launching = Mutex(())

  /// Starts the program, as `run()` does, and one at a time in this process.
  ///
  /// Foundation learns that a child has ended by a socket that the child holds, and that stays open across exec: a child that
  /// another thread starts in that moment holds it too, and for as long as it lives the first one seems to. Where that other
  /// one is a server, whoever waits for the first waits until the server is stopped, which may be for ever.
  package func start() throws {
    try Self.launching.withLock { _ in try run() }
  }
}
