package import SchemaModel

/// A routine that runs one statement with its owner's rights.
package struct Routine: Hashable, Sendable {
  /// An argument.
  package struct Parameter: Hashable, Sendable {
    /// Its name, as `Expression.parameter` says it.
    package var name: String
    /// Its type.
    package var type: SQLType
    /// Creates an argument.
    package init(_ name: String, _ type: SQLType) {
      self.name = name
      self.type = type
    }
  }
  /// What comes back.
  package enum Result: Hashable, Sendable {
    /// One value.
    case value(SQLType)
    /// A value for each row.
    case values(SQLType)
    /// Several columns for each row.
    case rows([Parameter])
  }
  /// The one statement.
  package enum Body: Hashable, Sendable {
    /// Reads; the same within a statement, so it is computed once.
    case query(Query)
    case update(RowUpdate)
    case delete(RowDelete)
  }
  /// The name.
  package var name: QualifiedName
  /// The arguments.
  package var parameters: [Parameter]
  /// What comes back.
  package var result: Result
  /// The statement.
  package var body: Body
  /// Creates a routine.
  package init(_ name: QualifiedName, _ parameters: [Parameter] = [], returns result: Result, _ body: Body) {
    self.name = name
    self.parameters = parameters
    self.result = result
    self.body = body
  }

  /// The types that tell it from others of its name.
  package var types: [SQLType] { parameters.map(\.type) }
}

/// An UPDATE of one table, joined with who asks.
package struct RowUpdate: Hashable, Sendable {
  /// A column with its new value.
  package struct Setting: Hashable, Sendable {
    package var column: String
    package var value: Expression
    /// Creates a setting.
    package init(_ column: String, _ value: Expression) {
      self.column = column
      self.value = value
    }
  }
  /// The table.
  package var table: QualifiedName
  /// Its name within the statement.
  package var alias: String
  /// What changes.
  package var set: [Setting]
  /// What it is joined with.
  package var from: Query.Source
  /// Which rows.
  package var condition: Expression
  /// What comes back of each row.
  package var returning: [Expression]
  /// Creates an update.
  package init(
    _ table: QualifiedName, _ alias: String, set: [Setting], from: Query.Source, where condition: Expression,
    returning: [Expression]
  ) {
    self.table = table
    self.alias = alias
    self.set = set
    self.from = from
    self.condition = condition
    self.returning = returning
  }
}

/// A DELETE from one table, joined with who asks.
package struct RowDelete: Hashable, Sendable {
  /// The table.
  package var table: QualifiedName
  /// Its name within the statement.
  package var alias: String
  /// What it is joined with.
  package var from: Query.Source
  /// Which rows.
  package var condition: Expression
  /// What comes back of each row.
  package var returning: [Expression]
  /// Creates a deletion.
  package init(
    _ table: QualifiedName, _ alias: String, from: Query.Source, where condition: Expression, returning: [Expression]
  ) {
    self.table = table
    self.alias = alias
    self.from = from
    self.condition = condition
    self.returning = returning
  }
}
