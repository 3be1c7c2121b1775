package import Diagnostics

/// A kind of thing that a verification can find: its id, what it is filed under elsewhere, and what to do about it.
///
/// Ids are never reused. CWE entries are those of MITRE's list, OWASP entries those of the API Security Top 10 of 2023.
package struct FindingRule: Hashable, Sendable {
  /// Stable, such as `AZ701`.
  package let id: String
  /// What a finding of this rule says of a proof.
  package let kind: FindingKind
  /// A few words, in the form of a name.
  package let name: String
  /// Why it matters, in a sentence or two.
  package let why: String
  /// What to do.
  package let fix: String
  /// The number of the CWE entry, where one fits.
  package var cwe: Int?
  /// The OWASP entry, where one fits.
  package var owasp: String?
  /// GitHub's scale of severity, from 0 to 10; nil where the finding is about the proof and not about the database.
  package var weight: String?

  /// How much it weighs.
  package var severity: Severity { kind == .refuted || kind == .altered ? .error : .warning }
}

/// What a finding says of a proof; the order is that of exit codes and of reports.
package enum FindingKind: String, Hashable, Sendable, CaseIterable {
  /// A cell differs, or a claim does not hold.
  case refuted
  /// An installed object is not as planned.
  case altered
  /// Something could not be shown.
  case unproven
  /// Something that was accepted is so no longer, or is not there.
  case stale
}

extension FindingRule {
  /// Every rule, by id.
  package static let all = [
    foreignRow, withheldColumn, forbiddenWrite, forbiddenCommand, lessThanAllowed, refutedClaim, attack, alteredTable,
    alteredDatabase, openTable, openProof, openClause, unprovenClaim, nothingAsked, expiredAcceptance, idleAcceptance,
  ]

  static let foreignRow = FindingRule(
    id: "AZ701", kind: .refuted, name: "RowSeen",
    why:
      "A login sees a row that the policy keeps from it. Whoever trusts an id from a path, or forgets a WHERE, hands it on.",
    fix: "Compare the policies of the table with the migration that `bailiwick generate` writes, and apply it.",
    cwe: 639, owasp: "API1:2023 Broken Object Level Authorization", weight: "9.1")
  static let withheldColumn = FindingRule(
    id: "AZ702", kind: .refuted, name: "ColumnSeen",
    why: "A login reads a column that the policy hides, masks or grants to others.",
    fix: "Revoke the column's privilege, or generate the table's view again.",
    cwe: 200, owasp: "API3:2023 Broken Object Property Level Authorization", weight: "7.5")
  static let forbiddenWrite = FindingRule(
    id: "AZ703", kind: .refuted, name: "RowWritten",
    why: "A login makes, changes or removes a row that the policy keeps from it.",
    fix: "Compare USING and WITH CHECK of the table's policies with the migration that `bailiwick generate` writes.",
    cwe: 639, owasp: "API1:2023 Broken Object Level Authorization", weight: "9.1")
  static let forbiddenCommand = FindingRule(
    id: "AZ704", kind: .refuted, name: "CommandAllowed",
    why: "A login runs a command on a table for which no rule of its roles allows it.",
    fix: "Revoke the privilege, and look for a membership or a grant to PUBLIC that gives it.",
    cwe: 285, owasp: "API5:2023 Broken Function Level Authorization", weight: "8.8")
  static let lessThanAllowed = FindingRule(
    id: "AZ705", kind: .refuted, name: "LessThanAllowed",
    why: "The database refuses what the policy allows, or says no in another way than the policy. Nothing leaks by it.",
    fix: "Compare grants and policies of the table with the migration that `bailiwick generate` writes.",
    cwe: 863, weight: "4.0")
  static let refutedClaim = FindingRule(
    id: "AZ706", kind: .refuted, name: "ClaimRefuted",
    why: "The policy claims to hold against callers against whom its binding does not hold.",
    fix: "Name fewer callers in `against:`, or bind by a login of its own for each principal.",
    cwe: 290, owasp: "API2:2023 Broken Authentication", weight: "8.1")
  static let attack = FindingRule(
    id: "AZ707", kind: .refuted, name: "AttackSucceeded",
    why: "A caller does what a probe tries: it reads, changes, learns of or takes what is not its own.",
    fix: "Take away what the attack rests on: a privilege, an object that borrows rights, a membership.",
    cwe: 284, owasp: "API1:2023 Broken Object Level Authorization", weight: "9.1")
  static let alteredTable = FindingRule(
    id: "AZ711", kind: .altered, name: "TableAltered",
    why:
      "A policy, grant, key or owner of the table is not as planned. Another layer may still hold; this one does not.",
    fix: "Apply the planned object again, or put the change into the policy and generate.",
    cwe: 732, owasp: "API8:2023 Security Misconfiguration", weight: "7.0")
  static let alteredDatabase = FindingRule(
    id: "AZ712", kind: .altered, name: "DatabaseAltered",
    why: "A role, login, routine or privilege beside the tables is not as planned.",
    fix: "Apply the planned object again, or put the change into the policy and generate.",
    cwe: 732, owasp: "API8:2023 Security Misconfiguration", weight: "7.0")
  static let openTable = FindingRule(
    id: "AZ721", kind: .unproven, name: "TableUnproven",
    why: "Something about the table could not be asked, or reaches it without being asked.",
    fix: "Remove what the finding names, or make it possible to ask: a row that can stand, a rule that can succeed.")
  static let openProof = FindingRule(
    id: "AZ722", kind: .unproven, name: "ProofUnproven",
    why: "Something that is not about one table leaves every table unproven.",
    fix: "Remove what the finding names: a definer routine, a view of a superuser's, a server that was not asked.")
  static let openClause = FindingRule(
    id: "AZ723", kind: .unproven, name: "ClauseUnexercised",
    why: "No cell was answered by the clause in both ways, so a database without the clause would look the same.",
    fix: "Make a row possible on its other side, or drop the clause: the schema may say the same already.")
  static let unprovenClaim = FindingRule(
    id: "AZ724", kind: .unproven, name: "ClaimUnproven",
    why: "The policy claims to hold against callers against whom nothing shows that its binding holds.",
    fix: "Name fewer callers in `against:`, or bind by a login of its own for each principal.")
  static let nothingAsked = FindingRule(
    id: "AZ725", kind: .unproven, name: "NothingAsked",
    why: "No cell was asked, and nothing is proven by not asking.",
    fix: "Look for the table or the role that the policy forgot.")
  static let expiredAcceptance = FindingRule(
    id: "AZ731", kind: .stale, name: "AcceptanceExpired",
    why: "What was accepted until a day is no longer accepted, and counts again.",
    fix: "Mend the finding, or have its owner renew the entry.")
  static let idleAcceptance = FindingRule(
    id: "AZ732", kind: .stale, name: "AcceptanceIdle",
    why: "The entry accepts nothing that was found, so it would accept what comes tomorrow unread.",
    fix: "Remove the entry.")
}
