import Database
import Sandbox

extension Verification {
  /// Runs the body with a database for each job, the first of which is the one that was prepared; the others are gone
  /// afterwards. Nobody may be connected to that one.
  ///
  /// - Parameter most: More jobs than that would have nothing to do.
  func withDatabases<Value: Sendable>(
    most: Int, _ body: ([ConnectionTarget]) async throws -> Value
  ) async throws -> Value {
    guard let original = target.database, jobs > 1 else { return try await body([target]) }
    let names = (2..<max(2, min(jobs, most) + 1)).map { "\(original)_\($0)" }
    do {
      var databases = [target]
      for name in names { databases.append(try await sandbox.copyDatabase(original, to: name)) }
      let value = try await body(databases)
      for name in names { try await sandbox.dropDatabase(name) }
      return value
    } catch {
      for name in names { try? await sandbox.dropDatabase(name) }
      throw error
    }
  }
}
