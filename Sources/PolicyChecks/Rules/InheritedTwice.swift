import Diagnostics
import PolicyModel

extension Check {
  /// A role inherits what another of its roles has already.
  static let inheritedTwice = Check(
    "AZ335", .warning, "a role inherits what another of its roles has already",
    reason: """
      The second path changes nothing, and keeps the rights alive when somebody removes the first one to take them \
      away.
      """,
    bad: """
      Role("clerk", inherits: "viewer")
      Role("manager", inherits: "clerk", "viewer")
      """,
    good: """
      Role("clerk", inherits: "viewer")
      Role("manager", inherits: "clerk")
      """
  ) { subject in
    subject.resolved.roles.flatMap { role in
      Set(role.inherits).sorted().compactMap { inner -> Finding? in
        let outer = role.inherits.first { $0 != inner && subject.closure(of: $0).contains(inner) }
        guard let outer else { return nil }
        return Finding(
          nil, "\"\(role.name)\" inherits \"\(inner)\" twice: by name, and by \"\(outer)\"", at: role.location,
          fix: "leave \"\(inner)\" out of inherits:")
      }
    }
  }
}
