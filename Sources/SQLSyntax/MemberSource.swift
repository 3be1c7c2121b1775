package import SchemaModel

/// The application's table that says who is what, as generated SQL reads and writes it.
package struct MemberSource: Hashable, Sendable {
  /// A value, and the role that it gives.
  package struct Value: Hashable, Sendable {
    package var text: String
    package var role: String
    /// Creates a pair.
    package init(_ text: String, gives role: String) {
      self.text = text
      self.role = role
    }
  }
  /// A column that gives roles.
  package struct Giver: Hashable, Sendable {
    /// How it gives them.
    package enum Kind: Hashable, Sendable {
      /// By its one value, of this type.
      case value([Value], SQLType, nullable: Bool)
      /// By each element of its array, of this type.
      case set([Value], SQLType)
      /// Where it is true.
      case flag(role: String)
    }
    package var column: String
    package var kind: Kind
    /// Whether a row can be made of person, tenant and this column alone.
    package var standsAlone: Bool
    /// Creates a column.
    package init(_ column: String, _ kind: Kind, standsAlone: Bool) {
      self.column = column
      self.kind = kind
      self.standsAlone = standsAlone
    }
    /// The roles that it gives, sorted.
    package var roles: [String] {
      switch kind {
      case .value(let values, _, _), .set(let values, _): Set(values.map(\.role)).sorted()
      case .flag(let role): [role]
      }
    }
  }
  /// The table.
  package var table: QualifiedName
  /// The column with the person.
  package var person: String
  /// The column with the tenant.
  package var tenant: String
  /// The columns that give roles; the first that gives a role is the one that it is written to.
  package var givers: [Giver]
  /// Whether a person may have several rows in a tenant.
  package var several: Bool
  /// The roles that are held by support access alone.
  package var supportRoles: [String]
  /// Which rows count, of the row `a`; nil where all do.
  package var condition: Expression?
  /// The columns that this asks.
  package var asking: [String]
  /// Creates a source.
  package init(
    _ table: QualifiedName, person: String, tenant: String, givers: [Giver], several: Bool, supportRoles: [String],
    where condition: Expression? = nil, asking: [String] = []
  ) {
    self.table = table
    self.person = person
    self.tenant = tenant
    self.givers = givers
    self.several = several
    self.supportRoles = supportRoles
    self.condition = condition
    self.asking = asking
  }

  /// The columns that say who is what.
  package var columns: [String] { [person, tenant] + givers.map(\.column) }

  /// Those, and the columns that say which rows count.
  package var watched: [String] { columns + asking.filter { !columns.contains($0) } }

  /// Who holds which role where, as the lines of a query; those alone that a condition on the row `a` names. A value that
  /// nothing maps gives nothing.
  func given(where asked: Expression? = nil) -> [String] {
    let reasons = givers.flatMap { giver in
      giver.roles.map { "(\(Quoting.text($0)), \(giver.gives($0).sql))" }
    }
    return [
      "SELECT a.\(id(person)) AS principal_id, a.\(id(tenant)) AS tenant_id, g.role FROM \(table.sql) AS a,",
      "  LATERAL (VALUES \(reasons.joined(separator: ", "))) AS g(role, given)",
      "WHERE "
        + Expression.and([asked, condition].compactMap(\.self) + [.column("given", of: "g")]).sql,
    ]
  }

  /// The same as a query with a SELECT for each column and role that it gives, in words that both engines read.
  package var givenApart: Query {
    let selects = givers.flatMap { giver in
      giver.roles.map { role in
        Query(
          [
            .init(.column(person, of: "a"), as: "principal_id"), .init(.column(tenant, of: "a"), as: "tenant_id"),
            .init(.reading(.literal(.text(role)), .text), as: "role"),
          ], from: [.init(table, "a")], where: .all([giver.gives(role), condition ?? .bool(true)]))
      }
    }
    var query = selects.first ?? Query([])
    query.unionAll = Array(selects.dropFirst())
    return query
  }

  /// The same for the principal and the tenant that a routine is called with.
  var asked: [String] {
    given(
      where: .and([
        .binary(.column(person, of: "a"), .equal, .parameter("p_principal")),
        .binary(.column(tenant, of: "a"), .equal, .parameter("p_tenant")),
      ]))
  }
}

extension MemberSource.Giver {
  /// Whether the row `a` gives the role by this column. Values are compared as texts, whatever type they have.
  fileprivate func gives(_ role: String) -> Expression {
    let value = Expression.column(column, of: "a")
    switch kind {
    case .value(let values, _, _):
      return .equalsAny(.reading(value, .text), .texts(values.filter { $0.role == role }.map(\.text)))
    case .set(let values, _):
      return .binary(
        .reading(value, .array(.text)), .overlaps, .texts(values.filter { $0.role == role }.map(\.text)))
    case .flag: return value
    }
  }
}
