import Diagnostics
public import PolicyModel

/// A clause about the whole policy.
public struct PolicyClause: Sendable {
  enum Part: Sendable {
    case tenants(TenantsClause), bind(BindClause), level(LevelClause), role(RoleClause), schema(SchemaClause), tables(
      TablesClause)
    case never(NeverClause), accept(AcceptClause), mayGrant(MayGrantClause), support(SupportClause)
    case members(MembersClause)
  }
  let part: Part
}

/// Collects the clauses of a policy. Split a long policy into properties marked `@PolicyBuilder`, some 20 tables each:
/// the compiler checks one body in more than linear time.
@resultBuilder public enum PolicyBuilder {
  /// One clause.
  public static func buildExpression(_ clause: PolicyClause) -> [PolicyClause] { [clause] }
  /// The clauses of a property.
  public static func buildExpression(_ clauses: [PolicyClause]) -> [PolicyClause] { clauses }
  /// A clause that belongs elsewhere.
  @available(*, unavailable, message: "this clause describes a table: write it inside Table(\"schema.table\") { … }")
  public static func buildExpression(_ clause: TableClause) -> [PolicyClause] { [] }
  /// A clause that belongs elsewhere.
  @available(*, unavailable, message: "ownership belongs to a table or a schema: write it inside Table or Schema")
  public static func buildExpression(_ clause: OwnershipStatement) -> [PolicyClause] { [] }
  /// All clauses.
  public static func buildBlock(_ parts: [PolicyClause]...) -> [PolicyClause] { parts.flatMap(\.self) }
  /// The clauses of a loop.
  public static func buildArray(_ parts: [[PolicyClause]]) -> [PolicyClause] { parts.flatMap(\.self) }
  /// The clauses of an `if`, none where it does not hold.
  public static func buildOptional(_ part: [PolicyClause]?) -> [PolicyClause] { part ?? [] }
  /// The clauses of an `if` that has an `else`.
  public static func buildEither(first part: [PolicyClause]) -> [PolicyClause] { part }
  /// The clauses of an `else`.
  public static func buildEither(second part: [PolicyClause]) -> [PolicyClause] { part }
}

extension Policy {
  /// Declares a policy. A policy without exactly one `Tenants` clause stops the process with a message.
  public init(
    _ name: String, file: String = #fileID, line: Int = #line, column: Int = #column,
    @PolicyBuilder _ content: () -> [PolicyClause]
  ) {
    let parts = content().map(\.part)
    let tenants = parts.compactMap { if case .tenants(let clause) = $0 { clause } else { nil } }
    guard let first = tenants.first else {
      refuse(
        "the policy names no tenants: write Tenants(in: \"schema.table\", key: \"id\")", at: place(file, line, column))
    }
    if let ownership = first.rules.ownership {
      refuse("a tenant's own row belongs to that tenant: leave this out", at: ownership.location)
    }
    if tenants.count > 1 { refuse("a policy has one Tenants clause", at: tenants[1].location) }
    self.init(name: name, tenants: first)
    for part in parts {
      switch part {
      case .tenants: break
      case .bind(let clause): bindings.append(clause)
      case .level(let clause): levels.append(clause)
      case .mayGrant(let clause): promotions.append(clause)
      case .support(let clause): support.append(clause)
      case .members(let clause): members.append(clause)
      case .role(let clause): roles.append(clause)
      case .schema(let clause): schemas.append(clause)
      case .tables(let clause): tables.append(clause)
      case .never(let clause): claims.append(clause)
      case .accept(let clause): accepted.append(clause)
      }
    }
  }
}

/// The table of tenants and its key, with rules for the tenant's own row.
public func Tenants(
  in table: String, key: String, file: String = #fileID, line: Int = #line, column: Int = #column,
  @TableBuilder _ rules: () -> [TableClause] = { [] }
) -> PolicyClause {
  PolicyClause(
    part: .tenants(
      TenantsClause(table: table, key: key, rules: TableRules(rules()), location: place(file, line, column))))
}

/// Tenants that live elsewhere.
public enum Elsewhere: Sendable {
  /// In another system: the database knows their keys alone.
  case external
}

/// The type of a tenant's key, where no table tells it.
public enum TenantKeyType: String, Sendable {
  /// `text`.
  case text
  /// `uuid`.
  case uuid
  /// `bigint`.
  case bigint
  /// `integer`.
  case integer
}

/// Tenants that live elsewhere: those that identities name, with keys of this type. `bailiwick tenant add KEY` lets one act;
/// no rule makes a tenant, and there is no row of one's own tenant to read.
public func Tenants(
  _: Elsewhere, type: TenantKeyType, file: String = #fileID, line: Int = #line, column: Int = #column
) -> PolicyClause {
  PolicyClause(part: .tenants(TenantsClause(externalType: type.rawValue, location: place(file, line, column))))
}

/// A role, what it inherits, and how far it reaches.
/// `at:` names the level, such as "project", at some of which a role is held that is not held in the whole tenant.
/// `anonymous:` makes a role that is held by sessions, logins and settings without a person, such as a visitor's of a tenant's
/// public pages, and that no person is given. What a rule says of `.me` is unknown then, and rows that belong to a person are out of reach.
///
///     Role("visitor", anonymous: true)
///     Role("curator", inherits: "visitor")   // a person, who may do what a visitor may
public func Role(
  _ name: String, inherits: String..., reach: Reach = .ownTenant, at level: String? = nil, anonymous: Bool = false,
  file: String = #fileID, line: Int = #line, column: Int = #column
) -> PolicyClause {
  PolicyClause(
    part: .role(
      RoleClause(
        name, inherits: inherits, reach: reach, at: level, anonymous: anonymous, location: place(file, line, column))))
}

/// Something below the tenant that roles may be held at: the table has a row for each, and the rows of other tables are at
/// the one that their foreign key names, or that the shortest way by keys to their parents leads to.
///
/// Such a way stays inside the tenant: a key that a ``Crossing(_:because:file:line:column:)`` names is none, nor is one of two
/// that are as short (AZ125). A row is at none where a key is NULL, where a parent is missing, or where what the parent's table
/// requires withholds it from whoever asks.
///
///     Level("project", in: "app.projects")
///     Role("editor", at: "project")
///     Role("manager", inherits: "editor")   // an editor of every project of the tenant
public func Level(
  _ name: String, in table: String, file: String = #fileID, line: Int = #line, column: Int = #column
) -> PolicyClause {
  PolicyClause(part: .level(LevelClause(name, in: table, location: place(file, line, column))))
}

/// A schema whose every table the policy classifies.
public func Schema(
  _ name: String, file: String = #fileID, line: Int = #line, column: Int = #column,
  @SchemaBuilder _ ownerships: () -> [OwnershipClause]
) -> PolicyClause {
  PolicyClause(part: .schema(SchemaClause(name, ownerships: ownerships(), location: place(file, line, column))))
}

/// What is said of one table.
public func Table(
  _ name: String, file: String = #fileID, line: Int = #line, column: Int = #column,
  @TableBuilder _ rules: () -> [TableClause]
) -> PolicyClause {
  PolicyClause(part: .tables(TablesClause([name], rules: TableRules(rules()), location: place(file, line, column))))
}

/// What is said of several tables; `*` stands for any run of characters in a table's name.
public func Tables(
  _ patterns: String..., file: String = #fileID, line: Int = #line, column: Int = #column,
  @TableBuilder _ rules: () -> [TableClause]
) -> PolicyClause {
  if patterns.isEmpty { refuse("Tables names no table", at: place(file, line, column)) }
  return PolicyClause(
    part: .tables(TablesClause(patterns, rules: TableRules(rules()), location: place(file, line, column))))
}

/// A claim that must hold whatever the rules say.
public func Never(
  _ commands: Command..., on patterns: String..., by roles: [String] = [], file: String = #fileID, line: Int = #line,
  column: Int = #column
) -> PolicyClause {
  if commands.isEmpty || patterns.isEmpty {
    refuse("Never names no command or no table: Never(.delete, on: \"schema.table\")", at: place(file, line, column))
  }
  return PolicyClause(
    part: .never(NeverClause(commands, on: patterns, roles: roles, location: place(file, line, column))))
}

/// A finding or a channel that the team knows and accepts, and why.
public func Accept(
  _ subject: String, on table: String = "", because reason: String, file: String = #fileID, line: Int = #line,
  column: Int = #column
) -> PolicyClause {
  PolicyClause(
    part: .accept(AcceptClause(subject, table: table, reason: reason, location: place(file, line, column))))
}
