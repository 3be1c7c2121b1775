package import SchemaModel

/// Whose SQL a statement is written in.
package enum Dialect: String, Hashable, Sendable, CaseIterable {
  /// PostgreSQL 15 to 18.
  case postgresql
  /// CockroachDB 25.4.
  case cockroachdb

  /// The dialect of an engine.
  package init(_ engine: Engine) {
    self =
      switch engine.product {
      case .postgresql: .postgresql
      case .cockroachdb: .cockroachdb
      }
  }
}

extension Statement {
  /// The statement as the engine takes it, without a semicolon.
  package func sql(for dialect: Dialect) -> String {
    switch dialect {
    case .postgresql: sql
    case .cockroachdb: cockroachSQL
    }
  }
}
