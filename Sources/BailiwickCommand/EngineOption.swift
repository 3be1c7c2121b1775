import ArgumentParser
import SchemaModel

/// Refuses what names no engine.
func requireEngine(_ name: String?) throws {
  if let name, Engine(parsing: name) == nil {
    throw ValidationError("--engine takes a product and a version, such as cockroachdb-25.4 or postgresql-18")
  }
}
