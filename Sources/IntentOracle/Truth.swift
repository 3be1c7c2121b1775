/// The three values of a condition; only `true` allows.
package enum Truth: Hashable, Sendable, CaseIterable {
  /// It holds.
  case `true`
  /// It does not hold.
  case `false`
  /// NULL took part.
  case unknown

  /// Of something that is never unknown.
  package init(_ value: Bool) { self = value ? .true : .false }

  /// Both hold; one FALSE decides, whatever the other is.
  package static func && (left: Truth, right: Truth) -> Truth {
    if left == .false || right == .false { return .false }
    return left == .true && right == .true ? .true : .unknown
  }

  /// At least one holds; one TRUE decides, whatever the other is.
  package static func || (left: Truth, right: Truth) -> Truth { !(!left && !right) }

  /// The opposite; unknown stays unknown.
  package static prefix func ! (truth: Truth) -> Truth {
    switch truth {
    case .true: .false
    case .false: .true
    case .unknown: .unknown
    }
  }
}
