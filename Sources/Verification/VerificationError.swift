package import Catalog
package import Database
package import Provisioning

/// Why a verification could not run.
package enum VerificationError: Error, Sendable, CustomStringConvertible {
  /// The sandbox's server refused, or was lost.
  case database(DatabaseError)
  /// A login could not be made.
  case provisioning(ProvisioningError)
  /// The catalog could not be read.
  case catalog(CatalogError)
  /// The application's migrations and the plan could not be built side by side.
  case reference(DatabaseError)
  /// The live database could not be copied.
  case copy(DatabaseError)
  /// A migration for CockroachDB could not be executed on PostgreSQL.
  case standIn(file: String, DatabaseError)
  /// Nothing can be made of the schema.
  case unsupported(String)

  /// One sentence.
  package var description: String {
    switch self {
    case .database(let error): "the sandbox could not be used: \(error)"
    case .provisioning(let error): "no login could be made: \(error)"
    case .catalog(let error): "\(error)"
    case .reference(let error): "the migrations and the plan could not be built in a database of their own: \(error)"
    case .copy(let error): "the live database's schema could not be copied to a sandbox: \(error)"
    case .standIn(let file, let error):
      "\(file) could not be executed on PostgreSQL in CockroachDB's place: \(error)"
    case .unsupported(let what): what
    }
  }
}
