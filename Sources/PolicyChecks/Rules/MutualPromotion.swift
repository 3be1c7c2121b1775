import Diagnostics
import PolicyModel

extension Check {
  /// Two people with one role raise each other.
  static let mutualPromotion = Check(
    "AZ347", .warning, "two people with one role raise each other, or cannot be stopped by anybody above them",
    reason: """
      Nobody changes their own roles, but two do it for each other, or one does with the help of whom he made. A role \
      that gives itself, or comes by way of others to what it does not have, ends in every hand that touches it, and \
      each holder may take it from the rest.
      """,
    bad: """
      MayGrant("manager", roles: "manager", "clerk", "viewer")
      """,
    good: """
      MayGrant("manager", roles: "clerk", "viewer")
      """
  ) { subject in
    let rights = subject.resolved.promotions.rights
    return rights.compactMap { right -> Finding? in
      let own = Set(subject.closure(of: right.role))
      let raising = subject.within(right.role, rights).filter { !own.contains($0) || $0 == right.role }.sorted()
      guard let first = raising.first else { return nil }
      return Finding(
        nil,
        first == right.role
          ? "whoever is \"\(first)\" makes others \"\(first)\""
          : "whoever is \"\(right.role)\" comes to be \"\(first)\" with the help of somebody else", at: right.location,
        fix: "list only roles below \"\(right.role)\"; leave \"\(first)\" to an operator")
    }
  }
}

extension Subject {
  /// What the holders of a role can make one of them, each giving what he has come to have.
  fileprivate func within(_ role: String, _ rights: [ResolvedGrantRight]) -> Set<String> {
    var held: Set<String> = Set(closure(of: role))
    var given: Set<String> = []
    while true {
      let more = Set(rights.filter { held.contains($0.role) }.flatMap(\.roles)).subtracting(given)
      if more.isEmpty { return given }
      given.formUnion(more)
      for name in more { held.formUnion(closure(of: name)) }
    }
  }
}
