import PolicyModel
import SQLSyntax
import SchemaModel

/// Makes what a random policy says of one table.
///
/// Two rules that differ in rows and in columns cannot be told apart by a database, so rules of one command differ in one
/// of the two (AZ207).
struct RuleMaker {
  private var dice: Dice
  let table: DraftTable
  let roles: [RoleClause]
  /// Whether a row of the table says at what of the level it is.
  let isAtLevel: Bool
  private var conditions: ConditionMaker

  init(_ dice: Dice, _ table: DraftTable, _ draft: Draft, _ roles: [RoleClause], isAtLevel: Bool) {
    self.dice = dice
    (self.table, self.isAtLevel) = (table, isAtLevel)
    // Who is nobody finds no persons (AZ135).
    self.roles = table.isDirectory ? roles.filter { !$0.anonymous } : roles
    conditions = ConditionMaker(self.dice.split(), table, draft)
  }

  /// The roles of the whole tenant, or of all.
  private var wide: [String] { roles.filter { $0.level == nil }.map(\.name) }

  mutating func make() -> TableRules {
    var rules = TableRules()
    if let person = table.person {
      rules.personal = PersonalClause(column: person, acrossTenants: table.acrossTenants)
    }
    if table.owner == .internal { return rules }
    if table.isMembers {
      // Whoever may write who is what makes himself what he likes, so no rule may.
      rules.allows = byRows(.select)
      if dice.happens(50) { rules.allows.append(AllowRule([.update], to: [dice.one(of: wide)], columns: ["nickname"])) }
      return rules
    }
    for (command, percent) in [(Command.select, 95), (.insert, 65), (.update, 65), (.delete, 55)]
    where dice.happens(percent) {
      rules.allows += dice.happens(table.plain.isEmpty ? 0 : 30) ? byColumns(command) : byRows(command)
    }
    if dice.happens(25), let condition = condition() {
      rules.requires.append(RequireRule(condition, except: dice.happens(60) ? dice.some(1, of: wide) : []))
    }
    let texts = table.plain.filter { [.text, .varchar(12)].contains($0.type) }.map(\.name)
    if dice.happens(30), !table.plain.isEmpty {
      rules.hides.append(HideRule([dice.one(of: table.plain).name], except: dice.some(dice.number(0...2), of: wide)))
    }
    if dice.happens(25), !texts.isEmpty {
      // Now and then the one that is hidden from others.
      let hidden = rules.hides.flatMap(\.columns).filter(texts.contains)
      let masked = !hidden.isEmpty && dice.happens(50) ? hidden[0] : dice.one(of: texts)
      rules.masks.append(
        MaskRule(
          masked, with: .keepLast(dice.number(1...4)), except: dice.some(dice.number(0...2), of: wide)))
    }
    if table.isDirectory { rules.directory = DirectoryClause(of: "\(Draft.schema).crews", where: staying()) }
    for key in table.references
    where key.name == Draft.crewKey || key.columns.contains("link_id") && dice.happens(15) {
      rules.crossings.append(CrossingRule(key.name, reason: "a random policy lets it"))
    }
    return rules
  }

  /// Whose membership counts.
  private mutating func staying() -> Predicate? {
    let leaves = Term.column(Draft.leaving)
    return dice.one(of: [nil, .isNull(leaves), .or([.isNull(leaves), .compare(leaves, .greater, .now)])])
  }

  private mutating func condition() -> Predicate? { conditions.make() }

  /// Each role has rows of its own, and all columns. Of an update the rows before or those after are the same for all
  /// (AZ220).
  private mutating func byRows(_ command: Command) -> [AllowRule] {
    let able = table.acrossTenants || !isAtLevel ? wide : roles.map(\.name)
    let isUpdate = command == .update
    let isSameBefore = isUpdate && dice.happens(50)
    let before = dice.happens(45) ? condition() : nil
    // What says nothing of the row after means what it says of the row before.
    let after = isUpdate ? resulting() ?? .anything : nil
    return dice.some(dice.number(1...3), of: able).map { role in
      let own = dice.happens(45) ? condition() : nil
      return AllowRule(
        [command], to: [role], where: command == .insert ? nil : isSameBefore ? before : own,
        resulting: command == .insert || isSameBefore ? resulting() : after)
    }
  }

  private mutating func resulting() -> Predicate? {
    dice.happens(40) ? dice.happens(30) ? .anything : condition() : nil
  }

  /// Each role has columns of its own, and all of them the same rows.
  private mutating func byColumns(_ command: Command) -> [AllowRule] {
    let condition = dice.happens(35) && command != .insert ? condition() : nil
    let after = command == .insert || command == .update ? resulting() : nil
    return dice.some(dice.number(1...2), of: wide).map { role in
      // What says which row it is, and whose, is listed now and then: a key that changes reaches its children.
      let fixed = command == .update && dice.happens(15) ? table.columns.map(\.name) : table.listable
      var columns = dice.some(
        dice.number(1...3), of: command == .select ? fixed : fixed.filter { $0 != DraftTable.odd })
      switch command {
      // Without the key nobody can say which row is meant.
      case .select: columns = (dice.happens(80) ? table.key : []) + columns
      case .insert:
        columns = table.columns.filter { $0.notNull && $0.defaultValue == nil || columns.contains($0.name) }.map(\.name)
      case .update, .delete: break
      }
      var seen: Set<String> = []
      return AllowRule(
        [command], to: [role], where: condition, resulting: after,
        columns: command == .delete ? nil : columns.filter { seen.insert($0).inserted })
    }
  }
}
