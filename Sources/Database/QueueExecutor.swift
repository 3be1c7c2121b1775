import Dispatch

/// An executor on a queue of its own, so that a connection may block in `poll` without taking a thread from Swift's
/// cooperative pool; for a connection, or for a task with its connections.
final class QueueExecutor: SerialExecutor, TaskExecutor {
  private let queue: DispatchQueue

  init(label: String) {
    queue = DispatchQueue(label: label)
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let (connection, task) = (asUnownedSerialExecutor(), asUnownedTaskExecutor())
    queue.async { job.runSynchronously(isolatedTo: connection, taskExecutor: task) }
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    UnownedSerialExecutor(ordinary: self)
  }

  func checkIsolated() {
    dispatchPrecondition(condition: .onQueue(queue))
  }
}
