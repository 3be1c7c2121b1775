import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// An Accept excuses nothing.
  static let idleAccept = Check(
    "AZ332", .warning, "an Accept excuses nothing",
    reason: """
      An exemption that outlives its finding waits for the next one of that id and hides it. An id that no check has \
      was misspelt, and excuses nothing from the start.
      """,
    bad: """
      Accept("AZ317", on: "app.users", because: "usernames are public here")    // the key is tenant-wide by now
      """,
    good: """
      Accept("AZ317", on: "app.users", because: "usernames are public here")    // and users has UNIQUE (username)
      """
  ) { subject in
    // What is idle is known only when all checks have run: see CheckReport.
    _ = subject
    return []
  }
}

extension AcceptClause {
  /// The finding about a clause that silenced no check. Names of channels are no ids and are left alone.
  var idle: [Finding] {
    guard subject.uppercased().hasPrefix("AZ") else { return [] }
    let place = table.isEmpty ? "" : " on \(table)"
    guard Check.all.contains(where: { $0.id == subject }) else {
      let near = nearest(to: subject, among: Check.all.map(\.id))
      return [
        Finding(
          QualifiedName(parsing: table), "no check has the id \"\(subject)\"", at: location,
          fix: near.map { "did you mean \"\($0)\"?" } ?? "bailiwick check prints each finding's id")
      ]
    }
    return [
      Finding(
        QualifiedName(parsing: table), "Accept(\"\(subject)\") finds nothing to accept\(place)", at: location,
        fix: "leave it out")
    ]
  }
}
