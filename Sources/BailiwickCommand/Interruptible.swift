import Dispatch
import Foundation

/// Runs the body in a task that Ctrl-C and SIGTERM cancel, so that the server is told to stop what it is running; without
/// it, the statement would go on until the server looked for its client again.
func interruptible<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
  let task = Task(operation: body)
  let sources = [SIGINT, SIGTERM].map { number in
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler {
      // Who asks twice does not want to wait for the server's answer.
      if task.isCancelled { _exit(130) }
      task.cancel()
    }
    source.resume()
    return source
  }
  defer {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
  return try await task.value
}
