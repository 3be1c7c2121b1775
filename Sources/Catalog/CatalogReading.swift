import CanonicalJSON
package import Database
package import SchemaModel

/// Why a database's catalog could not be read as a snapshot.
package enum CatalogError: Error, Sendable, CustomStringConvertible {
  /// The server refused, or was lost.
  case database(DatabaseError)
  /// The server is no engine that is served.
  case unsupported(version: String)
  /// A name has a dot in its schema, which no snapshot can hold.
  case unreadable(reason: String)

  /// One sentence, with what to do.
  package var description: String {
    switch self {
    case .database(let error): "the catalog could not be read: \(error)"
    case .unsupported(let version):
      "\(version) is not served; the catalog is read from PostgreSQL 15 to 18"
    case .unreadable(let reason): "the catalog cannot be held as a snapshot: \(reason)"
    }
  }
}

extension SchemaSnapshot {
  /// Reads what a live PostgreSQL database holds, in one statement and therefore at one moment.
  ///
  /// The connection's search path and output settings are set first and stay so: with the caller's own, a role could
  /// put its functions in front of the server's, and the same object would print differently.
  ///
  /// - Parameters:
  ///   - connection: Of any role; the catalogs that are read are readable by all.
  ///   - schemas: The schemas to read; empty means all but the server's own.
  /// - Throws: ``CatalogError`` when the server is lost, is none that is served, or holds a name no snapshot can hold.
  package static func read(
    from connection: Connection, schemas: [String] = []
  ) async throws(CatalogError) -> SchemaSnapshot {
    let engine = try await engine(of: connection)
    if let name = schemas.first(where: { $0.contains(",") || $0.contains(".") }) {
      throw .unreadable(reason: "schema \"\(name)\" has a dot or a comma in its name")
    }
    let text: String?
    do {
      _ = try await connection.run(CatalogQuery.session)
      text =
        try await connection.run(CatalogQuery.postgresql, [schemas.joined(separator: ",")]).rows.first?.first ?? nil
    } catch { throw .database(error) }
    guard let text else { throw .unreadable(reason: "the server returned nothing") }
    do {
      guard case .object(var members) = try JSONValue(parsing: text) else {
        throw CatalogError.unreadable(reason: "the server returned no object")
      }
      members["format"] = .string("bailiwick-schema")
      members["version"] = SchemaSnapshot.formatVersion.json
      members["engine"] = engine.json
      let snapshot = try SchemaSnapshot(json: .object(members))
      if let name = snapshot.objects.first(where: { $0.kind == "schema" && $0.name.contains(".") })?.name {
        throw CatalogError.unreadable(reason: "schema \"\(name)\" has a dot in its name")
      }
      return snapshot
    } catch let error as CatalogError {
      throw error
    } catch { throw .unreadable(reason: "\(error)") }
  }

  /// The engine behind a connection, by what `version()` says of itself.
  ///
  /// CockroachDB's begins with `CockroachDB`, PostgreSQL's with `PostgreSQL` (both documented by their `version()`).
  /// - Throws: ``CatalogError/unsupported(version:)`` for anything but PostgreSQL 15 to 18.
  package static func engine(of connection: Connection) async throws(CatalogError) -> Engine {
    let version: String
    do {
      version = try await connection.run(CatalogQuery.version).rows.first?.first.flatMap(\.self) ?? ""
    } catch { throw .database(error) }
    let number = connection.serverVersion
    guard version.hasPrefix("PostgreSQL "), (150_000..<190_000).contains(number) else {
      throw .unsupported(version: String(version.prefix(60)))
    }
    return Engine(.postgresql, number / 10_000, number % 10_000)
  }
}
