package import SchemaModel

/// A SELECT.
package struct Query: Hashable, Sendable {
  /// One output column.
  package struct Item: Hashable, Sendable {
    /// What is computed.
    package var value: Expression
    /// Its name; nil where the column's own does.
    package var name: String?
    /// Creates an output column.
    package init(_ value: Expression, as name: String? = nil) {
      self.value = value
      self.name = name
    }
  }
  /// A table or view with the name that the query uses for it.
  package struct Source: Hashable, Sendable {
    /// How it is joined to what stands before it.
    package enum Join: Hashable, Sendable { case first, inner(on: Expression), left(on: Expression) }
    /// The relation.
    package var relation: QualifiedName
    /// Its name within the query.
    package var alias: String
    /// How it is joined.
    package var join: Join
    /// Creates a source.
    package init(_ relation: QualifiedName, _ alias: String, join: Join = .first) {
      self.relation = relation
      self.alias = alias
      self.join = join
    }
  }
  /// The output columns; none where only existence is asked.
  package var items: [Item]
  /// What is read.
  package var from: [Source]
  /// The condition.
  package var condition: Expression?
  /// A second query whose rows are added.
  package var unionAll: [Query]
  /// Creates a query.
  package init(
    _ items: [Item], from: [Source] = [], where condition: Expression? = nil, unionAll: [Query] = []
  ) {
    self.items = items
    self.from = from
    self.condition = condition
    self.unionAll = unionAll
  }
}
