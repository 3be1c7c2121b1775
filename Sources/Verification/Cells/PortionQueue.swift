import Synchronization

/// Hands out portions by number, each once, to whichever job is free.
final class PortionQueue: Sendable {
  private let taken = Atomic(0)
  private let count: Int

  init(count: Int) { self.count = count }

  /// The next one; nil when there are no more.
  func next() -> Int? {
    let number = taken.add(1, ordering: .relaxed).oldValue
    return number < count ? number : nil
  }
}
