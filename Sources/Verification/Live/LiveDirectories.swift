import Database
import PolicyModel
import SQLSyntax
import SchemaModel

extension LiveReads {
  /// The persons with any membership in the tenant, whether or not it counts: to find anybody else is a leak. Nil where there
  /// are too many to be named in one statement.
  static func members(
    of tenant: String?, _ directory: ResolvedDirectory, _ policy: ResolvedPolicy, _ connection: Connection
  ) async throws(DatabaseError) -> [String]? {
    guard let tenant, let column = policy.table(directory.members)?.tenantColumn else { return nil }
    let query = Query(
      [.init(.column(directory.person, of: "m"))], from: [.init(directory.members, "m")],
      where: .binary(.column(column, of: "m"), .equal, .literal(.text(tenant))))
    let ids = Set(try await connection.run(query.sql).rows.compactMap { $0.first.flatMap(\.self) })
    return ids.count <= mostMembers ? ids.sorted() : nil
  }

  private static var mostMembers: Int { 10_000 }
}
