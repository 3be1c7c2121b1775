import PolicyModel
import SQLSyntax
import SchemaModel

/// Makes random schemas: whose rows are found in every way that the language has, with keys, references and columns of
/// the types that conditions may be about.
struct SchemaMaker {
  private var dice: Dice
  private let tenantKey: SQLType
  private let personKey: SQLType
  /// Members have no logins, and on CockroachDB sessions alone.
  private let mayHaveMembers: Bool
  /// CockroachDB checks keys at once (AZ209).
  private let mayDefer: Bool
  private var tables: [DraftTable] = []

  init(_ dice: Dice, _ binding: BindingKind, _ engine: Engine?) {
    self.dice = dice
    mayHaveMembers = engine == nil ? binding != .login : binding == .session
    mayDefer = engine == nil
    tenantKey = self.dice.one(of: [.uuid, .bigint, .text, .varchar(20)])
    personKey = self.dice.one(of: [.uuid, .uuid, .bigint, .text])
  }

  /// The next schema.
  mutating func make() -> Draft {
    let isExternal = dice.happens(15)
    if !isExternal { tables.append(tenants()) }
    for name in dice.some(dice.number(isExternal ? 2...4 : 1...4), of: ["cranes", "docks", "ferries", "gates"]) {
      tables.append(table(QualifiedName(Draft.schema, name), isExternal))
    }
    if !isExternal && mayHaveMembers && dice.happens(25) { tables.append(members()) }
    if dice.happens(12) { makeDirectory(isExternal) }
    return Draft(tenantKey: tenantKey, personKey: personKey, tables: tables)
  }

  private mutating func tenants() -> DraftTable {
    let columns = [ColumnDefinition("id", tenantKey, notNull: true), ColumnDefinition("name", .text, notNull: true)]
    return DraftTable(
      name: QualifiedName(Draft.schema, "tenants"), owner: .itself,
      columns: columns + plainColumns(0...2, but: ["name"]),
      key: ["id"])
  }

  /// Who is what, in one of the three forms that the language has.
  private mutating func members() -> DraftTable {
    let form = dice.one(of: DraftTable.Membership.allCases)
    let says: [ColumnDefinition] =
      switch form {
      case .rank, .mapped: [ColumnDefinition("rank", .text, notNull: true)]
      case .ranks: [ColumnDefinition("ranks", .array(.text), notNull: true)]
      case .flags: ["is_reader", "is_writer", "is_keeper"].map { ColumnDefinition($0, .boolean, notNull: true) }
      }
    return DraftTable(
      name: QualifiedName(Draft.schema, "members"), owner: .column,
      columns: [
        ColumnDefinition(Draft.tenantColumn, tenantKey, notNull: true),
        ColumnDefinition("person_id", personKey, notNull: true),
      ] + says + [ColumnDefinition("nickname", .text)] + (dice.happens(40) ? [Self.leaving] : []),
      key: [Draft.tenantColumn, "person_id"], membership: form)
  }

  /// When somebody ceased to be, or will cease to be, a member.
  private static let leaving = ColumnDefinition(Draft.leaving, .timestamptz)

  /// Persons of all tenants, and who of them works where.
  private mutating func makeDirectory(_ isExternal: Bool) {
    let people = QualifiedName(Draft.schema, "people")
    var crews = DraftTable(
      name: QualifiedName(Draft.schema, "crews"), owner: .column,
      columns: [
        ColumnDefinition("id", .uuid, notNull: true), ColumnDefinition("person_id", personKey, notNull: true),
        Self.leaving,
      ], key: ["id"])
    let able = parents
    if !able.isEmpty && dice.happens(35) {
      belong(&crews, to: dice.one(of: able))
    } else {
      keepTenant(&crews, isExternal)
    }
    crews.references.append(ForeignKey(Draft.crewKey, ["person_id"], people, ["id"]))
    tables += [
      DraftTable(
        name: people, owner: .person,
        columns: [ColumnDefinition("id", personKey, notNull: true)] + plainColumns(1...3, but: []), key: ["id"],
        person: "id", acrossTenants: true, isDirectory: true),
      crews,
    ]
  }

  /// What is known by one column, and belongs to somebody.
  private var parents: [DraftTable] {
    tables.filter { table in
      switch table.owner {
      case .column, .through: table.key == ["id"] && !table.acrossTenants
      case .person, .shared, .internal, .itself: false
      }
    }
  }

  private mutating func table(_ name: QualifiedName, _ isExternal: Bool) -> DraftTable {
    var result = DraftTable(
      name: name, owner: .column,
      columns: [ColumnDefinition("id", dice.one(of: [.uuid, .bigint, .text]), notNull: true)],
      key: ["id"])
    let parents = parents
    if result.columns[0].type == .uuid && dice.happens(25) {
      result.columns[0].defaultValue = .call(.randomUUID, [])
    }
    result.countsKeys = result.columns[0].type == .bigint && dice.happens(20)
    switch dice.number(1...100) {
    case 1...30 where !parents.isEmpty: belong(&result, to: dice.one(of: parents))
    case 31...40: result.owner = .shared
    case 41...45: result.owner = .internal
    case 46...53: result.owner = .person
    default: keepTenant(&result, isExternal)
    }
    if [.column, .person].contains(result.owner), result.owner == .person || dice.happens(20) {
      result.columns.append(ColumnDefinition("person_id", personKey, notNull: true))
      result.person = "person_id"
      result.acrossTenants = result.owner == .person || dice.happens(30)
    }
    result.columns += plainColumns(1...4, but: [])
    if result.owner != .internal, result.owner != .person, !result.acrossTenants { refer(&result) }
    if result.columns.contains(where: { $0.name == "state" }) && dice.happens(50) {
      let states = ["open", "closed", "void"].map { Expression.literal(.text($0)) }
      result.constraints.append(.check(name: "\(name.name)_state_check", .isIn(.column("state"), states)))
    }
    keepApart(&result)
    compute(&result)
    part(&result)
    return result
  }

  /// A column that is computed from another.
  private mutating func compute(_ table: inout DraftTable) {
    let able = table.plain.filter { [.text, .varchar(12), .integer, .bigint, .smallint, .boolean].contains($0.type) }
    guard !able.isEmpty, dice.happens(12) else { return }
    let column = dice.one(of: able)
    let term = Expression.column(column.name)
    table.computation =
      switch column.type {
      case .boolean: .not(term)
      case .text, .varchar: .binary(term, .notEqual, .literal(.text(dice.one(of: ["open", "a"]))))
      default: .binary(term, .greater, .literal(.integer(5)))
      }
    table.columns.append(ColumnDefinition(DraftTable.odd, .boolean))
  }

  /// Rows in two parts, by the tenant; PostgreSQL's way to say so.
  private mutating func part(_ table: inout DraftTable) {
    let isWhole = table.constraints.contains { constraint in
      if case .unique(_, let columns) = constraint { !columns.contains(Draft.tenantColumn) } else { false }
    }
    guard mayDefer, table.key.count == 2, !table.countsKeys, !isWhole, dice.happens(30) else { return }
    table.isParted = true
  }

  /// One value of a column once only, in the tenant or in all of them.
  private mutating func keepApart(_ table: inout DraftTable) {
    let able = table.plain.filter { [.text, .varchar(12), .uuid, .integer].contains($0.type) && $0.name != "state" }
    guard !able.isEmpty, dice.happens(15) else { return }
    let column = dice.one(of: able).name
    let whose = table.hasTenantColumn && dice.happens(70) ? [Draft.tenantColumn] : []
    table.constraints.append(.unique(name: "\(table.name.name)_\(column)_key", whose + [column]))
  }

  /// The tenant in a column of its own, and for some in the key.
  private mutating func keepTenant(_ table: inout DraftTable, _ isExternal: Bool) {
    let column = ColumnDefinition(Draft.tenantColumn, tenantKey, notNull: true)
    table.columns.insert(column, at: 0)
    if dice.happens(25) { table.key = [column.name, "id"] }
    if !isExternal && dice.happens(75) {
      let tenants = QualifiedName(Draft.schema, "tenants")
      table.references.append(ForeignKey("\(table.name.name)_tenant_fk", [column.name], tenants, ["id"]))
    }
  }

  private mutating func belong(_ table: inout DraftTable, to parent: DraftTable) {
    let column = "\(parent.name.name)_id"
    table.owner = .through(column)
    table.columns.append(
      ColumnDefinition(column, parent.columns.first { $0.name == "id" }?.type ?? .uuid, notNull: true))
    let action: KeyAction = dice.one(of: [.noAction, .noAction, .cascade, .restrict])
    table.references.append(
      ForeignKey(
        "\(table.name.name)_\(column)_fk", [column], parent.name, ["id"], onDelete: action,
        onUpdate: dice.happens(20) ? .cascade : .noAction))
  }

  /// A reference beside the one that says whose a row is, to itself or to another table.
  private mutating func refer(_ table: inout DraftTable) {
    guard dice.happens(35) else { return }
    let others = tables.filter { other in
      guard other.owner != .itself, other.owner != .internal, other.person == nil else { return false }
      return other.key == ["id"] || (other.key.count == 2 && table.hasTenantColumn)
    }
    let toItself = table.key == ["id"] && table.person == nil && dice.happens(25)
    guard let parent = toItself ? table : others.isEmpty ? nil : dice.one(of: others) else { return }
    if table.owner == .shared && parent.owner != .shared { return }
    let isNullable = dice.happens(60)
    table.columns.append(
      ColumnDefinition("link_id", parent.columns.first { $0.name == "id" }?.type ?? .uuid, notNull: !isNullable))
    let isWide = parent.key.count == 2
    let action: KeyAction = dice.one(
      of: [.noAction, .cascade] + (isNullable && !isWide ? [.setNull] : []))
    if toItself && !isNullable {
      table.columns.removeLast()
    } else {
      var key = ForeignKey(
        "\(table.name.name)_link_fk", isWide ? [Draft.tenantColumn, "link_id"] : ["link_id"], parent.name, parent.key,
        onDelete: action, onUpdate: dice.happens(20) ? .cascade : .noAction)
      key.deferrable = mayDefer && dice.happens(25)
      key.deferred = key.deferrable && dice.happens(50)
      table.references.append(key)
    }
  }

  /// Columns by name, with a default that some have.
  private static let known: [(name: String, type: SQLType, value: SQLLiteral?)] = [
    ("label", .text, .text("none")), ("code", .varchar(12), nil), ("state", .text, .text("open")),
    ("amount", .integer, .integer(0)), ("price", .numeric, nil), ("total", .bigint, .integer(7)),
    ("done", .boolean, .bool(false)), ("due", .date, nil), ("seen_at", .timestamptz, nil), ("ticket", .uuid, nil),
    ("note", .text, nil), ("weight", .smallint, nil), ("mood", .named(Draft.mood), nil),
  ]

  private mutating func plainColumns(_ count: ClosedRange<Int>, but taken: [String]) -> [ColumnDefinition] {
    let able = Self.known.filter { !taken.contains($0.name) }
    return dice.some(dice.number(count), of: able).map { column in
      let value = dice.happens(40) ? column.value : nil
      return ColumnDefinition(
        column.name, column.type, notNull: dice.happens(40), default: value.map { Expression.literal($0) })
    }
  }
}
