import CanonicalJSON
package import Diagnostics
package import Enforcement
import Foundation
package import PolicyModel
package import SQLSyntax
package import SchemaModel

/// What was generated last: the ground for what changes next.
package struct PolicyLock: Sendable, Hashable {
  /// The policy, without the places of its clauses.
  package var policy: Policy
  /// The schema that it was held against.
  package var schema: SchemaSnapshot
  /// The number of the migration that reached it.
  package var version: String
  /// The engine that the migrations are for, where it is not the schema's.
  package var engine: Engine?

  /// Creates a lock.
  package init(policy: Policy, schema: SchemaSnapshot, version: String, engine: Engine? = nil) {
    self.policy = policy.canonical
    self.schema = schema
    self.version = version
    self.engine = engine == schema.engine ? nil : engine
  }

  /// Whose SQL its migrations are.
  package var dialect: Dialect { Dialect(engine ?? schema.engine) }

  /// The plan that it stands for.
  package func plan() throws(DiagnosticsError) -> Plan {
    try Plan(ResolvedPolicy(policy, in: schema), snapshot: schema, engine: engine)
  }

  /// The lock as text, the same on every machine.
  package var text: String {
    JSONValue.object(compacting: [
      "format": .string("bailiwick-lock"), "version": .integer(1), "migration": .string(version),
      "policy": policy.json, "schema": schema.json, "engine": engine?.json,
    ]).canonicalText
  }

  /// Reads the file; nil where there is none.
  package static func read(_ path: String) throws(MigrationError) -> PolicyLock? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8) else {
      throw .unreadable(path)
    }
    do {
      var reader = try JSONObjectReader(JSONValue(parsing: text))
      let format: String = try reader.take("format")
      let formatVersion: Int64 = try reader.take("version")
      guard format == "bailiwick-lock" else { throw JSONDecodingError("its format is \"\(format)\"") }
      guard formatVersion == 1 else {
        throw JSONDecodingError(
          "it has version \(formatVersion) of the format, which a newer Bailiwick wrote; update it")
      }
      let lock = PolicyLock(
        policy: try reader.take("policy"), schema: try reader.take("schema"), version: try reader.take("migration"),
        engine: try reader.takeOptional("engine"))
      try reader.finish()
      return lock
    } catch { throw .badLock(path, reason: "\(error)") }
  }
}
