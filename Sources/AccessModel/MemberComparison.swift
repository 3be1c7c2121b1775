import Diagnostics
import PolicyModel
import SchemaModel

extension ClauseComparison {
  /// What in the application's table makes somebody what. Which rows stand there is data, so another table decides anew for
  /// everybody, while a value of the same table gives its role to whoever has it.
  mutating func compareMembers() {
    switch (old.members, new.members) {
    case (nil, nil): return
    case (nil, let after?):
      report(
        .membership, "\(after.table)", .unknown, "who is who is what the rows of \(after.table) say", after.location)
    case (let before?, nil):
      report(
        .membership, "\(before.table)", .unknown,
        "who is who is no longer what the rows of \(before.table) say, but what the identity keeps", before.location)
    case (let before?, let after?):
      let same =
        (before.table, before.person.name, before.tenant) == (after.table, after.person.name, after.tenant)
      guard same else {
        return report(
          .membership, "\(after.table)", .unknown,
          "who is who is what the rows of \(after.table) say, by \(after.person.name) and \(after.tenant); before, it was "
            + "what those of \(before.table) said, by \(before.person.name) and \(before.tenant)", after.location)
      }
      compareReasons(before, after)
    }
  }

  private mutating func compareReasons(_ before: ResolvedMembers, _ after: ResolvedMembers) {
    if before.condition != after.condition {
      let effect: Effect = before.condition == nil ? .narrowed : after.condition == nil ? .widened : .unknown
      func rows(_ condition: Predicate?) -> String { condition.map { "those where \($0)" } ?? "all" }
      report(
        .membership, "\(after.table)", effect,
        "of the rows of \(after.table), \(rows(after.condition)) make somebody somebody; before, \(rows(before.condition)) did",
        after.location)
    }
    let (was, now) = (before.reasons, after.reasons)
    for reason in was where !now.contains(reason) {
      report(.membership, reason.role, .lost, "\(reason.words) makes nobody \(reason.role) any more", before.location)
    }
    for reason in now where !was.contains(reason) {
      report(.membership, reason.role, .gained, "\(reason.words) makes somebody \(reason.role)", after.location)
    }
  }
}

/// What has to stand in a row for a role.
private struct Reason: Hashable {
  var words: String
  var role: String
}

extension ResolvedMembers {
  fileprivate var reasons: [Reason] {
    let values = (named?.values ?? []).map { value in
      Reason(
        words: "'\(value.name)' \(named?.isSet == true ? "among" : "as") \(table).\(named?.column.name ?? "")",
        role: value.role)
    }
    return values + flags.map { Reason(words: "\(table).\($0.name)", role: $0.role) }
  }
}
