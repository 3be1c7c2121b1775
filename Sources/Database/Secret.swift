/// A string that shows itself only to whoever asks for it by name.
///
/// Printing, interpolating, dumping or mirroring a secret gives `•••`; only ``reveal()`` gives the string.
package struct Secret: Sendable, Hashable {
  private let value: String

  /// Keeps `value` out of every description.
  package init(_ value: String) {
    self.value = value
  }

  /// The string itself. Each call is a place that a reviewer should look at.
  package func reveal() -> String { value }

  /// What stands in for a secret wherever one would be printed.
  static let mask = "•••"
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Always the mask.
  package var description: String { Self.mask }

  /// Always the mask.
  package var debugDescription: String { Self.mask }

  /// A mirror without children: `dump` finds nothing either.
  package var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
