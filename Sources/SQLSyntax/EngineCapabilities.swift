package import SchemaModel

/// What an engine that SQL is generated for can do, where the engines differ; each fact names its source.
///
/// "Parser": seen with the SQL parser of CockroachDB 25.2, one statement at a time; `Tests/EnforcementTests/Cockroach`
/// holds its verdicts. What no cluster could confirm is marked *unconfirmed*.
package struct EngineCapabilities: Hashable, Sendable {
  /// Whose SQL it reads.
  package var dialect: Dialect
  /// A policy may hold a subquery. CockroachDB: "cannot contain a subexpression" (docs, create-policy; issue 138917).
  package var subqueryInPolicy: Bool
  /// A privilege may name columns. CockroachDB: a syntax error (parser; issue 72766).
  package var columnPrivileges: Bool
  /// IF NOT EXISTS on roles, policies and views. PostgreSQL has none of the three (CREATE ROLE, POLICY, VIEW).
  package var ifNotExists: Bool
  /// Several schema changes are one transaction. CockroachDB: they may fail after the commit, with XXA00 (docs,
  /// online-schema-changes), so that each statement is a transaction of its own.
  package var transactionalDDL: Bool
  /// A view may keep a caller's predicate away from the rows that it filters out. CockroachDB: no `security_barrier`
  /// (parser; issue 162585).
  package var securityBarrier: Bool
  /// A function may carry settings, such as its search path. CockroachDB: "unimplemented" (parser); names in a body are
  /// resolved when it is created.
  package var settingsOnFunctions: Bool
  /// `DO` blocks that ask the catalog before they act. CockroachDB has DO from 25.1, but no EXECUTE in it (*unconfirmed*),
  /// so nothing is generated with it.
  package var blocks: Bool
  /// ON DELETE SET NULL may name columns. CockroachDB: a syntax error (parser).
  package var keyActionColumns: Bool
  /// A key may wait for the end of the transaction. CockroachDB: INITIALLY DEFERRED is "unimplemented" (parser).
  package var deferrableKeys: Bool
  /// A UNIQUE constraint can be dropped by name. CockroachDB: from 26.2; before, DROP INDEX … CASCADE (release notes 26.2).
  package var dropsUniqueConstraints: Bool
  /// A policy may ask, by a function, what its own table says. CockroachDB: 42P13 (catalog/funcdesc, AddPolicyReference).
  package var policyReadsOwnTable: Bool
  /// Two integers divide to an integer. CockroachDB: to a decimal (docs, functions-and-operators), so that halves are
  /// shifts there.
  package var integerDivision: Bool
  /// A key may take NULL for a value like any other. CockroachDB has no NULLS NOT DISTINCT (docs, unique).
  package var nullsNotDistinct: Bool
  /// A foreign key may carry an array along. CockroachDB indexes arrays from 23.1 (pull request 91762), but whether a
  /// cascade carries one is *unconfirmed*, so that none has to.
  package var arrayKeys: Bool
  /// A trigger may run once a statement, and before TRUNCATE. CockroachDB reads both and has neither (issues 126362, 135657).
  package var statementTriggers: Bool
  /// What is revoked from an owner is gone until it is granted again. CockroachDB: owners keep it (logic test udf_security).
  package var bindsOwners: Bool

  /// The engine's; nil where no SQL is generated for it.
  ///
  /// CockroachDB has row security from 25.2, but 25.2 runs a caller's erroring predicate before the policy's (issue
  /// 146952), ALTER POLICY loses the functions that a policy calls before 25.3.3 (issue 153787), and 26.2 changes whose
  /// policies a view applies (release notes 26.2), which nothing here was held against yet.
  package init?(_ engine: Engine) {
    switch (engine.product, engine.major, engine.minor) {
    case (.postgresql, 15...18, _): self = .postgresql
    case (.cockroachdb, 25, 4): self = .cockroachdb
    default: return nil
    }
  }

  private init(
    dialect: Dialect, subqueryInPolicy: Bool, columnPrivileges: Bool, ifNotExists: Bool, transactionalDDL: Bool,
    securityBarrier: Bool, settingsOnFunctions: Bool, blocks: Bool, keyActionColumns: Bool, deferrableKeys: Bool,
    dropsUniqueConstraints: Bool, policyReadsOwnTable: Bool, integerDivision: Bool, nullsNotDistinct: Bool,
    arrayKeys: Bool, statementTriggers: Bool, bindsOwners: Bool
  ) {
    self.dialect = dialect
    self.subqueryInPolicy = subqueryInPolicy
    self.columnPrivileges = columnPrivileges
    self.ifNotExists = ifNotExists
    self.transactionalDDL = transactionalDDL
    self.securityBarrier = securityBarrier
    self.settingsOnFunctions = settingsOnFunctions
    self.blocks = blocks
    self.keyActionColumns = keyActionColumns
    self.deferrableKeys = deferrableKeys
    self.dropsUniqueConstraints = dropsUniqueConstraints
    self.policyReadsOwnTable = policyReadsOwnTable
    self.integerDivision = integerDivision
    self.nullsNotDistinct = nullsNotDistinct
    self.arrayKeys = arrayKeys
    self.statementTriggers = statementTriggers
    self.bindsOwners = bindsOwners
  }

  /// Those of the engines that a dialect stands for.
  package static func of(_ dialect: Dialect) -> EngineCapabilities {
    switch dialect {
    case .postgresql: .postgresql
    case .cockroachdb: .cockroachdb
    }
  }

  /// PostgreSQL 15 to 18.
  package static let postgresql = EngineCapabilities(
    dialect: .postgresql, subqueryInPolicy: true, columnPrivileges: true, ifNotExists: false, transactionalDDL: true,
    securityBarrier: true, settingsOnFunctions: true, blocks: true, keyActionColumns: true, deferrableKeys: true,
    dropsUniqueConstraints: true, policyReadsOwnTable: true, integerDivision: true, nullsNotDistinct: true,
    arrayKeys: true, statementTriggers: true, bindsOwners: true)

  /// CockroachDB 25.4.
  package static let cockroachdb = EngineCapabilities(
    dialect: .cockroachdb, subqueryInPolicy: false, columnPrivileges: false, ifNotExists: true, transactionalDDL: false,
    securityBarrier: false, settingsOnFunctions: false, blocks: false, keyActionColumns: false, deferrableKeys: false,
    dropsUniqueConstraints: false, policyReadsOwnTable: false, integerDivision: false, nullsNotDistinct: false,
    arrayKeys: false, statementTriggers: false, bindsOwners: false)
}
