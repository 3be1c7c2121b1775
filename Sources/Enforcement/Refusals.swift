import Diagnostics
import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// What the engine cannot enforce as it is written; nothing is weakened in silence.
  mutating func refuseWhatCannotBe() {
    refuseEngine()
    refuseNames()
    refuseTypes()
    refuseLooseTexts()
    if can.dialect == .cockroachdb {
      refuseWhatCockroachLacks()
    } else if binds.pooled {
      for table in policy.tables {
        refuseDefaults(table)
        refuseRoutines(table)
      }
    }
    for table in policy.tables {
      if !table.table.policies.isEmpty {
        refuse(
          "AZ204", "\(table.name) has row policies of its own", table.location,
          notes: [table.table.policies.map(\.name).joined(separator: ", ")],
          fix: "say in this policy what they say, and drop them in a migration")
      }
      refuseMasks(table)
      for command in [Command.select, .insert, .update] { refusePairs(of: command, table) }
      refuseMixedUpdates(table)
    }
  }

  mutating func refuse(
    _ id: String, _ summary: String, _ location: SourceLocation, notes: [String] = [], fix: String? = nil
  ) {
    diagnostics.append(
      Diagnostic(id: id, severity: .error, summary: summary, location: location, notes: notes, fix: fix))
  }

  private mutating func refuseEngine() {
    if EngineCapabilities(engine) == nil {
      refuse(
        "AZ201", "SQL for \(engine) is not generated", policy.tables.first?.location ?? .unknown,
        fix: "take the schema snapshot from PostgreSQL 15 to 18, or say --engine cockroachdb-25.4")
    }
    let mine = snapshot.objects.first { $0.kind == "schema" && $0.name == "bailiwick" }
    if mine != nil {
      refuse(
        "AZ202", "the snapshot was taken from a database that Bailiwick has changed already",
        policy.tables.first?.location ?? .unknown,
        notes: ["it has a schema bailiwick, so what was generated cannot be told from what is the application's"],
        fix: "take it from your own migrations: `bailiwick schema --migrations sql/migrations`")
    }
  }

  private mutating func refuseNames() {
    if policy.name == "bailiwick" {
      refuse(
        "AZ203", "a policy cannot be called \"bailiwick\"", .unknown,
        notes: ["its roles would be those of the identity"])
    }
    let scalars = policy.name.unicodeScalars
    if scalars.isEmpty || scalars.last == "_" || scalars.contains("\0") {
      refuse(
        "AZ203", "a policy cannot be called \"\(policy.name)\"", .unknown,
        notes: [
          "its roles are called <policy>_<role>, its owner <policy>__owner: no two policies may give the same names"
        ],
        fix: "choose another name")
    }
    if policy.name == "pg" || policy.name.hasPrefix("pg_") {
      refuse(
        "AZ203", "a policy cannot be called \"\(policy.name)\"", .unknown,
        notes: ["the server keeps roles that begin with pg_ for itself"], fix: "choose another name")
    }
    let start = policy.tables.first?.location ?? .unknown
    for name in [names.owner, names.reader, names.writer, names.authenticator] where name.utf8.count > Names.limit {
      refuse("AZ203", "the policy's name is too long for a role \"\(name)\"", start, notes: ["63 bytes are the limit"])
    }
    for role in policy.roles {
      let name = names.role(role.name)
      if name.utf8.count > Names.limit {
        refuse(
          "AZ203", "role \"\(role.name)\" would be \(name), \(name.utf8.count) bytes; 63 are the limit", role.location,
          fix: "choose a shorter name")
      }
      if role.name.isEmpty || role.name.hasPrefix("_") || role.name.unicodeScalars.contains("\0") {
        refuse(
          "AZ203", "a role cannot be called \"\(role.name)\"", role.location,
          notes: ["names that begin with _ belong to the owners of what is generated"], fix: "choose another name")
      }
    }
    for schema in schemas
    where schema.hasPrefix("pg_") || schema == "information_schema" || schema.hasPrefix("bailiwick") {
      refuse("AZ203", "the schema \(schema) cannot be managed", start)
    }
    let generated =
      policy.tables.filter(needsView).map { Names.viewSchema($0.name.schema) }
      + policy.tables.filter(hasRoutines).map { Names.routineSchema($0.name.schema) }
    for name in Set(generated).sorted()
    where snapshot.objects.contains(where: { $0.kind == "schema" && $0.name == name }) {
      refuse("AZ203", "the schema \(name) is there already, but what is generated is to live in it", start)
    }
    for table in policy.tables {
      for predicate in predicates(of: table) where predicate.texts.contains(where: { $0.unicodeScalars.contains("\0") })
      {
        refuse("AZ203", "a text in a rule of \(table.name) holds a zero byte, which no server stores", table.location)
      }
    }
  }

  /// Names are joined of those of tables, columns, roles and levels: of two objects with one name, the second would stand in
  /// the place of the first, without a word where it is a function.
  mutating func refuseSameNames() {
    var seen: [String: SourceLocation] = [:]
    for object in plan.objects {
      let location = object.create.first?.location ?? .unknown
      if let first = seen.updateValue(location, forKey: object.key) {
        refuse(
          "AZ203", "two parts of the policy would make the same \(object.key)", location,
          notes: ["the other stands at \(first)"],
          fix: "rename one of the tables, columns or levels that it is called after")
      }
    }
  }

  private mutating func refuseTypes() {
    let at = policy.table(policy.tenants.table)?.location ?? .unknown
    if SQLType(catalog: policy.tenants.type) == nil {
      refuse(
        "AZ205", "the tenants' key is \(policy.tenants.type)", at, fix: "use uuid, bigint, integer, text or varchar")
    }
    let types = Set(principalColumns.map(\.type)).sorted()
    if types.count > 1 {
      refuse(
        "AZ205", "columns with a person's id are of different types: \(types.joined(separator: ", "))", at,
        fix: "give them one type")
    } else if let type = types.first, SQLType(catalog: type) == nil {
      refuse("AZ205", "a person's id is \(type)", at, fix: "use uuid, bigint, integer, text or varchar")
    }
    let keys = Set(policy.levels.map(\.type)).sorted()
    if keys.count > 1 || keys.contains(where: { SQLType(catalog: $0) == nil }) {
      refuse(
        "AZ205", "the keys of levels are \(keys.joined(separator: ", "))", policy.levels[0].location,
        fix: "give them one type: uuid, bigint, integer, text or varchar")
    }
  }

  private mutating func refuseMasks(_ table: ResolvedTable) {
    for mask in table.masked {
      let type = table.table.column(mask.column)?.type ?? ""
      if type != "text" && !type.hasPrefix("character varying") {
        refuse(
          "AZ206", "\(table.name).\(mask.column) is \(type); only texts can be masked", table.location,
          fix: "Hide(\"\(mask.column)\") instead")
      }
      if case .keepLast(let count)? = mask.mask, count < 0 {
        refuse("AZ206", "keepLast(\(count)) of \(table.name).\(mask.column) keeps less than nothing", table.location)
      }
    }
  }

  /// Rows and columns are granted apart: of two rules that one login can hold, each would lend the other its own.
  private mutating func refusePairs(of command: Command, _ table: ResolvedTable) {
    let rules = table.rules.filter { $0.command == command }
    for (index, first) in rules.enumerated() {
      for second in rules.dropFirst(index + 1)
      where reachesAll(first.role) == reachesAll(second.role)
        && !joins(first, second) && !joins(second, first)
      {
        refuse(
          "AZ207",
          "two rules for \(command.rawValue) on \(table.name) differ in rows and in columns, and one login may hold both",
          second.location,
          notes: ["the other stands at \(first.location)", "together they would allow more than each says"],
          fix: "give both the same columns, or the same condition; of two roles of a level, the same columns")
      }
    }
  }
}

extension Compiler {
  /// Whether the rules are for the same rows: to whoever holds both, their columns add up.
  func areForSameRows(_ rule: ResolvedRule, _ other: ResolvedRule) -> Bool {
    // Two roles of a level are held at rows of their own each.
    rule.condition == other.condition && rule.resulting == other.resulting && level(rule.role) == nil
      && level(other.role) == nil
  }

  /// Whether holding the other rule too gives nothing that neither says: same rows, same columns, or the other has all.
  private func joins(_ rule: ResolvedRule, _ other: ResolvedRule) -> Bool {
    let sameRows = areForSameRows(rule, other)
    let (mine, theirs) = (rule.spoken(beside: other), other.spoken(beside: rule))
    let isWithin = mine.allSatisfy { column, seers in theirs[column].map { $0 == nil || $0 == seers } ?? false }
    return sameRows || mine == theirs || (covers(other, rule) && isWithin)
  }
}

extension ResolvedRule {
  /// The columns of whoever holds both rules, with the further roles that see them; nil where none is needed. A column that
  /// one rule has, and the other only for those who hold another role, is lent by the one to the rows of the other.
  fileprivate func spoken(beside other: ResolvedRule) -> [String: Set<String>?] {
    var result: [String: Set<String>?] = [:]
    for gate in gated {
      let isOpen = gate.seers.contains(role) || gate.seers.contains(other.role)
      result.updateValue(isOpen ? nil : Set(gate.seers), forKey: gate.column)
    }
    for column in columns { result.updateValue(nil, forKey: column) }
    return result
  }
}

extension Predicate {
  /// The texts among its constants.
  fileprivate var texts: [String] {
    let listed = atoms.flatMap { atom -> [Literal] in if case .isIn(_, let values) = atom { values } else { [] } }
    let compared = terms.compactMap { if case .literal(let literal) = $0 { literal } else { nil } }
    return (listed + compared).compactMap { if case .text(let value) = $0 { value } else { nil } }
  }
}
