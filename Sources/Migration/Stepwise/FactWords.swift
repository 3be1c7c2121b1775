import Foundation
import SQLSyntax
import SchemaModel

/// A fact in words: what it is about, the names, `no` before it where it must not be there.
enum FactWords {
  static func words(_ fact: CatalogFact) -> String {
    ((fact.holds ? [] : ["no"]) + words(fact.subject)).joined(separator: " ")
  }

  private static func words(_ subject: CatalogFact.Subject) -> [String] {
    switch subject {
    case .role(let name): ["role", WordName.word(name)]
    case .membership(let role, let member): ["member", WordName.word(role), WordName.word(member)]
    case .schema(let name): ["schema", WordName.word(name)]
    case .relation(let name): ["relation", WordName.word(name)]
    case .index(let name): ["index", WordName.word(name)]
    case .column(let table, let name): ["column", WordName.word(table), WordName.word(name)]
    case .notNull(let table, let name): ["not-null", WordName.word(table), WordName.word(name)]
    case .columnDefault(let table, let name): ["default", WordName.word(table), WordName.word(name)]
    case .constraint(let table, let name): ["constraint", WordName.word(table), WordName.word(name)]
    case .policyName(let table, let name): ["policy-name", WordName.word(table), WordName.word(name)]
    case .trigger(let table, let name): ["trigger", WordName.word(table), WordName.word(name)]
    case .policy(let head):
      [
        "policy", WordName.word(head.table), WordName.word(head.name), head.restrictive ? "restrictive" : "permissive",
        head.command.rawValue, head.hasUsing ? "using" : "-", head.hasCheck ? "check" : "-",
        head.grantees.map(word).joined(separator: "+"),
      ]
    case .routine(let name, let count): ["routine", WordName.word(name), "\(count)"]
    case .owner(.schema(let name), let role): ["schema-owner", WordName.word(name), WordName.word(role)]
    case .owner(.relation(let name), let role): ["relation-owner", WordName.word(name), WordName.word(role)]
    case .owner(.routine(let name, let count), let role):
      ["routine-owner", WordName.word(name), "\(count)", WordName.word(role)]
    case .rowSecurity(let table): ["row-security", WordName.word(table)]
    case .forcedRowSecurity(let table): ["forced", WordName.word(table)]
    case .privileges(let privileges, let tables, let roles):
      [
        "privileges", privileges.isEmpty ? "any" : privileges.map(\.rawValue).joined(separator: "+"),
        tables.map(WordName.word).joined(separator: "+"), roles.map(WordName.word).joined(separator: "+"),
      ]
    }
  }

  static func fact(_ text: String) -> CatalogFact? {
    var words = text.components(separatedBy: " ")
    let holds = words.first != "no"
    if !holds { words.removeFirst() }
    guard let kind = words.first, let subject = subject(kind, Array(words.dropFirst())) else { return nil }
    return CatalogFact(subject, holds: holds)
  }

  private static func subject(_ kind: String, _ words: [String]) -> CatalogFact.Subject? {
    let names = words.map(WordName.name)
    let first = words.first.flatMap(WordName.qualifiedName)
    switch (kind, words.count) {
    case ("role", 1): return names[0].map { .role($0) }
    case ("schema", 1): return names[0].map { .schema($0) }
    case ("relation", 1): return first.map { .relation($0) }
    case ("index", 1): return first.map { .index($0) }
    case ("row-security", 1): return first.map { .rowSecurity($0) }
    case ("forced", 1): return first.map { .forcedRowSecurity($0) }
    case ("member", 2):
      guard let role = names[0], let member = names[1] else { return nil }
      return .membership(of: role, member: member)
    case ("schema-owner", 2):
      guard let name = names[0], let role = names[1] else { return nil }
      return .owner(.schema(name), role)
    case ("routine", 2):
      guard let first, let count = Int(words[1]) else { return nil }
      return .routine(first, arguments: count)
    case ("column", 2), ("not-null", 2), ("default", 2), ("constraint", 2), ("policy-name", 2), ("trigger", 2),
      ("relation-owner", 2):
      guard let first, let name = names[1] else { return nil }
      return ofTable(kind, first, name)
    case ("routine-owner", 3):
      guard let first, let count = Int(words[1]), let role = names[2] else { return nil }
      return .owner(.routine(first, arguments: count), role)
    case ("privileges", 3): return privileges(words)
    case ("policy", 7): return policy(words)
    default: return nil
    }
  }

  private static func ofTable(_ kind: String, _ table: QualifiedName, _ name: String) -> CatalogFact.Subject {
    switch kind {
    case "column": .column(table, name)
    case "not-null": .notNull(table, name)
    case "default": .columnDefault(table, name)
    case "constraint": .constraint(table, name)
    case "policy-name": .policyName(table, name)
    case "trigger": .trigger(table, name)
    default: .owner(.relation(table), name)
    }
  }

  private static func privileges(_ words: [String]) -> CatalogFact.Subject? {
    let privileges = words[0] == "any" ? [] : words[0].components(separatedBy: "+").map(Privilege.init)
    let tables = words[1].components(separatedBy: "+").map(WordName.qualifiedName)
    let roles = words[2].components(separatedBy: "+").map(WordName.name)
    guard !privileges.contains(nil), !tables.contains(nil), !roles.contains(nil) else { return nil }
    return .privileges(privileges.compactMap(\.self), tables.compactMap(\.self), roles.compactMap(\.self))
  }

  private static func policy(_ words: [String]) -> CatalogFact.Subject? {
    let grantees = words[6].components(separatedBy: "+").map(grantee)
    guard let table = WordName.qualifiedName(words[0]), let name = WordName.name(words[1]),
      let command = RowPolicy.Command(rawValue: words[3]), !grantees.contains(nil)
    else { return nil }
    return .policy(
      .init(
        name, on: table, restrictive: words[2] == "restrictive", for: command, to: grantees.compactMap(\.self),
        hasUsing: words[4] == "using", hasCheck: words[5] == "check"))
  }

  /// A role's word has no asterisk, so that a role called `public` is never everybody.
  private static func word(_ grantee: Grantee) -> String {
    switch grantee {
    case .everybody: "*"
    case .role(let name): WordName.word(name)
    }
  }

  private static func grantee(_ word: String) -> Grantee? {
    word == "*" ? .everybody : WordName.name(word).map(Grantee.role)
  }
}
