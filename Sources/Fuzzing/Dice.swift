/// Random choices that a seed and a number repeat: the case of a number does not depend on those made before it.
struct Dice: Sendable {
  private var random: SeededGenerator

  /// Those of one case.
  init(seed: UInt64, number: Int) {
    var seeds = SeededGenerator(seed: seed)
    var cases = SeededGenerator(seed: seeds.next() &+ UInt64(truncatingIfNeeded: number))
    random = SeededGenerator(seed: cases.next())
  }

  /// Choices of their own, for one part of a case: what it is made of changes nothing about the parts that follow.
  mutating func split() -> Dice {
    var part = self
    part.random = SeededGenerator(seed: random.next())
    return part
  }

  /// A number of the range.
  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  /// Whether something happens that does so many times of a hundred.
  mutating func happens(_ percent: Int) -> Bool { number(1...100) <= percent }

  /// One of a list that is not empty.
  mutating func one<Element>(of list: [Element]) -> Element { list[number(0...list.count - 1)] }

  /// So many of the list, or all, in the list's order.
  mutating func some<Element>(_ count: Int, of list: [Element]) -> [Element] {
    Set(list.indices.shuffled(using: &random).prefix(count)).sorted().map { list[$0] }
  }
}
