import PolicyModel
import SQLSyntax

/// Makes random conditions over the columns of a table, each of them well typed.
struct ConditionMaker {
  private var dice: Dice
  let table: DraftTable
  let draft: Draft
  /// The columns that conditions of this table are about: few, so that rows on both sides of each stay few.
  let columns: [ColumnDefinition]
  private let word: String
  private let state: String
  private let number: Int64
  private let mood: String

  init(_ dice: Dice, _ table: DraftTable, _ draft: Draft) {
    self.dice = dice
    (self.table, self.draft) = (table, draft)
    // Rows are made for each person and for all values on both sides of each constant.
    columns = self.dice.some(table.person == nil && !table.isMembers ? 2 : 1, of: table.plain)
    word = self.dice.one(of: ["a", "none", "it's", "Ä b"])
    state = self.dice.one(of: ["open", "closed", "void"])
    number = self.dice.one(of: [0, 5, -2])
    mood = self.dice.one(of: Draft.moods)
  }

  /// A condition; nil where the table has nothing to ask about.
  mutating func make(depth: Int = 2) -> Predicate? {
    if depth > 0 && dice.happens(35) {
      guard let left = make(depth: depth - 1), let right = make(depth: depth - 1) else { return nil }
      switch dice.number(1...5) {
      case 1, 2: return .and([left, right])
      case 3, 4: return .or([left, right])
      default: return .not(left)
      }
    }
    return atom()
  }

  private mutating func atom() -> Predicate? {
    if table.hasTenantColumn && dice.happens(4) {
      return .compare(.column(Draft.tenantColumn), dice.one(of: [.equal, .notEqual]), .tenant)
    }
    if let person = table.person, dice.happens(8) {
      return .compare(.column(person), dice.one(of: [.equal, .notEqual]), .me)
    }
    if dice.happens(2) { return .anything }
    if dice.happens(2) { return .isNull(.tenant) }
    if columns.count == 2, dice.happens(12), let pair = pair() { return pair }
    guard !columns.isEmpty else { return nil }
    let column = dice.one(of: columns)
    if !column.notNull && dice.happens(25) {
      let isNull = Predicate.isNull(.column(column.name))
      return dice.happens(50) ? isNull : .not(isNull)
    }
    return comparison(column)
  }

  /// Both columns compared, where their types let it.
  private mutating func pair() -> Predicate? {
    let (left, right) = (columns[0], columns[1])
    let numbers: [SQLType] = [.integer, .bigint, .smallint, .numeric]
    let comparisons: [Comparison]
    if numbers.contains(left.type) && numbers.contains(right.type) {
      comparisons = Self.ordered
    } else if [.text, .varchar(12)].contains(left.type) && [.text, .varchar(12)].contains(right.type) {
      comparisons = [.equal, .notEqual]
    } else {
      return nil
    }
    return .compare(.column(left.name), dice.one(of: comparisons), .column(right.name))
  }

  private static let ordered: [Comparison] = [.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual]

  private mutating func comparison(_ column: ColumnDefinition) -> Predicate {
    let term = Term.column(column.name)
    let ordered = Self.ordered
    if dice.happens(2) { return .isIn(term, []) }
    switch column.type {
    case .text, .varchar:
      let constant = Literal.text(column.name == "state" ? state : word)
      if dice.happens(10) { return .isIn(term, [constant, .text("open")]) }
      return .compare(term, dice.one(of: [.equal, .notEqual]), .literal(constant))
    case .integer, .bigint, .smallint:
      if dice.happens(10) { return .isIn(term, [.integer(number), .integer(number + 1)]) }
      if dice.happens(15) { return .compare(.literal(.integer(number)), dice.one(of: ordered), term) }
      return .compare(term, dice.one(of: ordered), .literal(.integer(number)))
    case .numeric:
      return .compare(term, dice.one(of: ordered), .literal(.decimal("10.00")))
    case .named:
      let label = Literal.text(mood)
      if dice.happens(20) { return .isIn(term, [label, .text(Draft.moods[0])]) }
      return .compare(term, dice.one(of: [.equal, .notEqual]), .literal(label))
    case .boolean:
      return .compare(term, dice.one(of: [.equal, .notEqual]), .literal(.bool(dice.happens(50))))
    case .date: return .compare(term, dice.one(of: ordered), .literal(.date("2026-05-01")))
    case .timestamptz:
      let moment = dice.happens(60) ? Term.now : .literal(.timestamp("2026-05-01T12:00:00Z"))
      return .compare(term, dice.one(of: ordered), moment)
    default:
      if draft.personKey == .uuid && dice.happens(30) { return .compare(term, .equal, .me) }
      return .compare(
        term, dice.one(of: [.equal, .notEqual]), .literal(.uuid("00000000-0000-4000-9000-0000000000aa")))
    }
  }
}
