import Synchronization

/// One connection to a PostgreSQL or CockroachDB server.
///
/// Its calls run one after the other on a queue of its own, so a slow server never takes a thread of Swift's pool. A
/// cancelled task and an expired deadline both stop the statement *on the server*; the call returns when the server has
/// confirmed it. A statement that finished before the request arrived is reported as done, because it is.
///
/// ## Topics
/// - Connect: ``open(_:deadline:applicationName:)``, ``close()``
/// - One statement: ``run(_:_:deadline:)``
/// - Several: ``script(_:deadline:)``, ``pipeline(_:deadline:)``
/// - Bulk data: ``copyOut(_:deadline:)``, ``copyIn(_:_:deadline:)``
/// - Stop: ``cancelRunning()``
package actor Connection {
  private let executor: QueueExecutor
  private let interruption = Interruption()
  private let version = Atomic(0)
  private let target: ConnectionTarget
  private var link: Link?

  /// The connection's own queue.
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private init(_ target: ConnectionTarget) {
    self.target = target
    executor = Self.shared ?? QueueExecutor(label: "bailiwick.connection")
  }

  @TaskLocal private static var shared: QueueExecutor?

  /// Runs the body, and every connection that it opens, on one queue: each call is spared two changes of thread, which cost
  /// more than a short statement does. Only for a body in which one connection never waits for what another one does.
  package static func onOneQueue<Value: Sendable>(_ body: @Sendable () async throws -> Value) async rethrows -> Value {
    let queue = QueueExecutor(label: "bailiwick.connections")
    return try await $shared.withValue(queue) { try await withTaskExecutorPreference(queue, operation: body) }
  }

  /// Connects and authenticates.
  ///
  /// The name of the application can be overridden by the target's `application_name`. A host name is looked up by the
  /// system's resolver, which no deadline interrupts.
  package static func open(
    _ target: ConnectionTarget, deadline: Duration = .seconds(10), applicationName: String = "bailiwick"
  ) async throws(DatabaseError) -> Connection {
    var target = target
    target.options["application_name"] = target.options["application_name"] ?? applicationName
    target.options["client_encoding"] = "UTF8"
    let connection = Connection(target)
    try await connection.connect(deadline)
    return connection
  }

  private func connect(_ deadline: Duration) async throws(DatabaseError) {
    let keywords = target.keywords()
    link = try await interruptible { [interruption] ticket throws(DatabaseError) in
      try Link.connect(to: keywords, interruption: interruption, ticket: ticket, deadline: deadline)
    }
    version.store(link?.serverVersion ?? 0, ordering: .releasing)
  }

  /// The server's version as a number: 150018 for PostgreSQL 15.18. CockroachDB reports the PostgreSQL it resembles.
  package nonisolated var serverVersion: Int { version.load(ordering: .acquiring) }

  /// A parameter that the server reports by itself, for example `server_version` or `crdb_version`.
  package func parameter(_ name: String) -> String? { link?.parameter(name) }

  /// What the server said besides results: the newest thousand lines, oldest first, `WARNING 01000: …`.
  package var notices: [String] { link?.notices.entries ?? [] }

  /// Whether calls can still succeed.
  package var isOpen: Bool { link.map { !$0.isBroken } ?? false }

  /// Ends the connection; later calls fail. Calling it twice does nothing.
  package func close() { link = nil }

  /// Stops what is running now, if anything, from any task: that call throws `.cancelled`.
  package nonisolated func cancelRunning() { interruption.callOffRunning() }

  /// Runs work on the established connection, within the deadline, and gives up a connection that is of no more use.
  func work<Value: Sendable>(
    _ deadline: Duration?, _ body: (Link) throws(DatabaseError) -> Value
  ) async throws(DatabaseError) -> Value {
    try await interruptible { [interruption] ticket throws(DatabaseError) in
      guard let link, !link.isBroken else { throw DatabaseError(.connection, "the connection is closed") }
      link.begin(ticket, deadline: deadline)
      guard interruption.begin(ticket) else { throw DatabaseError(.cancelled, "cancelled before it was sent") }
      do throws(DatabaseError) {
        let value = try body(link)
        interruption.end(ticket)
        return value
      } catch {
        // Whoever could not read the answer to the end must not read it as the answer to the next statement.
        if !link.isIdle { self.link = nil }
        interruption.end(ticket)
        throw error
      }
    }
  }

  /// Runs blocking work that ends early when the task is cancelled.
  private func interruptible<Value>(
    _ body: (WorkTicket) throws(DatabaseError) -> Value
  ) async throws(DatabaseError) -> Value {
    let ticket = WorkTicket()
    // Calls a method of this actor, which keeps the closure on the actor: one that mentions only `body` would run on
    // Swift's pool, beside other calls on the same connection.
    let outcome = await withTaskCancellationHandler {
      self.outcome(of: body, ticket)
    } onCancel: { [interruption] in
      interruption.callOff(ticket)
    }
    return try outcome.get()
  }

  private func outcome<Value>(
    of body: (WorkTicket) throws(DatabaseError) -> Value, _ ticket: WorkTicket
  ) -> Result<Value, DatabaseError> {
    Result { () throws(DatabaseError) in try body(ticket) }
  }
}
