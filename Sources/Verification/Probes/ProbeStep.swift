import Database

/// What an attacker sends. Steps stand in one transaction that was bound first, until one of them says otherwise.
enum ProbeStep: Sendable {
  /// A statement with parameters.
  case run(String, [String?] = [])
  /// Statements that are sent as one text.
  case script(String)
  /// COPY … TO STDOUT.
  case copyOut(String)
  /// COPY … FROM STDIN, with its rows.
  case copyIn(String, String)
  /// The transaction ends well, and a bound one begins.
  case again
  /// The transaction ends well, and one begins that is bound to nobody.
  case unbound
  /// The transaction ends well; this runs in none.
  case alone(String)
  /// What went wrong before is taken back to here.
  case savepoint
  /// Back to the savepoint.
  case back

  /// What is sent, for looking up what the attacker knew.
  var text: String {
    switch self {
    case .run(let sql, let values): sql + " " + values.compactMap(\.self).joined(separator: " ")
    case .script(let sql), .copyOut(let sql), .alone(let sql): sql
    case .copyIn(let sql, let rows): sql + " " + rows
    case .again, .unbound, .savepoint, .back: ""
    }
  }
}

/// What came back.
struct ProbeAnswer: Sendable {
  /// Everything that the attacker could read: rows, notices, the text of errors.
  var read: [String] = []
  /// Whether the last step was done.
  var isDone = true
  /// The first error.
  var refusal: DatabaseError?
  /// The number of rows that each step gave or changed.
  var counts: [Int] = []
}

/// Somebody with a connection who tries probes.
struct ProbeAttacker: Sendable {
  let connection: Connection
  /// What binds a transaction; nil where the login is who it is.
  var binding: (sql: String, values: [String?])?

  /// Sends the steps; an error ends them, but for a savepoint.
  func attempt(_ steps: [ProbeStep]) async -> ProbeAnswer {
    var answer = ProbeAnswer()
    let known = await connection.notices.count
    do throws(DatabaseError) {
      try await begin()
      for step in steps {
        do throws(DatabaseError) { try await send(step, &answer) } catch {
          answer.note(error)
          guard steps.contains(where: \.isBack) else { throw error }
        }
      }
      _ = try await connection.run("COMMIT")
    } catch {
      answer.note(error)
      _ = try? await connection.run("ROLLBACK")
    }
    answer.read += await connection.notices.dropFirst(known)
    return answer
  }

  private func begin() async throws(DatabaseError) {
    _ = try await connection.run("BEGIN")
    if let binding { _ = try await connection.run(binding.sql, binding.values) }
  }

  private func send(_ step: ProbeStep, _ answer: inout ProbeAnswer) async throws(DatabaseError) {
    answer.isDone = true
    switch step {
    case .run(let sql, let values): answer.note(try await connection.run(sql, values))
    case .script(let sql): for result in try await connection.script(sql) { answer.note(result) }
    case .copyOut(let sql): answer.read.append(try await connection.copyOut(sql))
    case .copyIn(let sql, let rows): answer.note(try await connection.copyIn(sql, rows))
    case .again:
      _ = try await connection.run("COMMIT")
      try await begin()
    case .unbound:
      _ = try await connection.run("COMMIT")
      _ = try await connection.run("BEGIN")
    case .alone(let sql):
      _ = try await connection.run("COMMIT")
      answer.note(try await connection.run(sql))
      try await begin()
    case .savepoint: _ = try await connection.run("SAVEPOINT before_it")
    case .back: _ = try await connection.run("ROLLBACK TO SAVEPOINT before_it")
    }
  }
}

extension ProbeStep {
  fileprivate var isBack: Bool { if case .back = self { true } else { false } }
}

extension ProbeAnswer {
  fileprivate mutating func note(_ result: QueryResult) {
    counts.append(max(result.rows.count, result.affected))
    read += result.rows.map { row in row.map { $0 ?? "NULL" }.joined(separator: " | ") }
  }

  fileprivate mutating func note(_ error: DatabaseError) {
    isDone = false
    if refusal == nil { refusal = error }
    read += [error.message, error.detail, error.hint].compactMap(\.self)
  }
}
