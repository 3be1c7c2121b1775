import Database

/// Repeats what the server asks to repeat: 40001 undid everything (docs, transaction-retry-error-reference). The pauses grow
/// and are uneven, so that two that hinder each other part.
func retrying<Value: Sendable>(
  _ body: () async throws(DatabaseError) -> Value
) async throws(DatabaseError) -> Value {
  var pause = 0.02
  for _ in 0..<9 {
    do { return try await body() } catch {
      guard error.sqlState == "40001" else { throw error }
    }
    try? await Task.sleep(for: .seconds(pause * Double.random(in: 0.5...1)))
    pause = min(pause * 2, 2)
  }
  return try await body()
}

extension DatabaseError {
  /// Whether the server said that the statement did nothing. It says no such thing when the result is unknown (40003), when a
  /// schema change failed after its commit (XXA00), when the statement was cut off (57…, 08…) or when it broke itself (XX…,
  /// 58…): docs, common-errors; online-schema-changes.
  var isRefusal: Bool {
    guard kind == .server, let sqlState else { return false }
    if ["57000", "57P03"].contains(sqlState) { return true }
    return sqlState != "40003" && !["08", "57", "58", "XX"].contains { sqlState.hasPrefix($0) }
  }
}
