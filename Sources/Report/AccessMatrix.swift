import PolicyModel
import SchemaModel
import Verification

/// Who does what: for each relation and caller a letter for each command that succeeded somewhere.
struct AccessMatrix {
  /// The callers, by name.
  let callers: [String]
  /// The relations, by name.
  let relations: [QualifiedName]
  private let counts: [Key: (cells: Int, allowed: Int)]

  private struct Key: Hashable {
    var caller: String
    var relation: QualifiedName
    var command: Command
  }

  init(_ proof: ProofReport) {
    let found = proof.report.counts
    callers = Set(found.map(\.caller)).sorted()
    relations = Set(found.map(\.relation)).sorted()
    counts = Dictionary(
      found.map {
        (Key(caller: $0.caller, relation: $0.relation, command: $0.command), ($0.count.cells, $0.count.allowed))
      }
    ) { ($0.0 + $1.0, $0.1 + $1.1) }
  }

  /// `SI..`: select and insert succeeded.
  func letters(_ relation: QualifiedName, _ caller: String) -> String {
    Command.allCases.map { command in
      let allowed = counts[Key(caller: caller, relation: relation, command: command)]?.allowed ?? 0
      return allowed > 0 ? String(command.rawValue.prefix(1)).uppercased() : "."
    }.joined()
  }

  /// How many cells were asked.
  func cells(_ relation: QualifiedName, _ caller: String) -> Int {
    Command.allCases.reduce(0) { $0 + (counts[Key(caller: caller, relation: relation, command: $1)]?.cells ?? 0) }
  }
}
