import Catalog
import Database
import Enforcement
import SQLSyntax
import Sandbox
import SchemaModel
package import Verification

/// How a mutant was noticed, each way by itself.
package struct Trial: Sendable {
  /// The mutant.
  package let mutant: Mutant
  /// The first cell in which it showed.
  package var cell: Disagreement?
  /// How many cells were asked, those without the layer that makes up for it among them.
  package var cells = 0
  /// The structural finding that names what was changed; for several objects, of the first.
  package var finding: String?
  /// What the closure of a login says of it.
  package var closure: String?
  /// What its cells say without the layer that makes up for what it lost; nil where nobody looked.
  package var behind: Behind?
  /// Why the server would not do it, or the trial broke off.
  package var impossible: String?

  /// What is found behind a layer.
  package enum Behind: Hashable, Sendable {
    /// A cell shows it then.
    case shown
    /// The policy says the same of every row and caller: no cell can tell it from what was installed.
    case same
  }

  /// Whether anybody noticed: a pair has to show in a cell.
  package var isKilled: Bool { cell != nil || (!mutant.isPair && (finding != nil || closure != nil)) }
}

extension Bench {
  /// Makes the mutant in a copy of its own, looks at it in every way, and takes it back.
  ///
  /// - Parameter asking: Whether its cells are asked, besides catalog and closure.
  func trial(of mutant: Mutant, in name: String, asking: Bool = true) async throws -> Trial {
    let copy = try await sandbox.copyDatabase(original.database ?? "", to: name)
    var trial = Trial(mutant: mutant)
    do { try await examine(mutant, asking: asking, in: copy, name, &trial) } catch {
      trial.impossible = "\(error)"
    }
    if !mutant.undo.isEmpty { try await takeBack(mutant, name) }
    try await sandbox.dropDatabase(name)
    return trial
  }

  private func examine(
    _ mutant: Mutant, asking: Bool, in copy: ConnectionTarget, _ name: String, _ trial: inout Trial
  ) async throws {
    let connection = try await Connection.open(copy)
    for statement in mutant.statements {
      do {
        _ = try await connection.script(Self.written(statement, installed.plan.dialect, database: name))
      } catch {
        await connection.close()
        throw error
      }
    }
    let found = try await SchemaSnapshot.read(from: connection)
    await connection.close()
    let (structure, closure) = findings(found)
    let naming = mutant.names.map { words in
      structure.first { finding in words.allSatisfy(finding.summary.contains) }
    }
    // The control has no names, and nothing may be said of it.
    if mutant.names.isEmpty {
      trial.finding = structure.first?.summary
    } else if naming.allSatisfy({ $0 != nil }) {
      trial.finding = naming.first??.summary
    }
    trial.closure = closure.first?.summary
    guard asking, !mutant.tables.isEmpty else { return }
    let asked = try await verification.ask(
      seeding, about: mutant.tables, mutant.cells, in: copy, found: found, untilFirst: true)
    trial.cells = asked.cells
    trial.cell = asked.disagreements.first
  }

  private func takeBack(_ mutant: Mutant, _ name: String) async throws {
    let connection = try await Connection.open(sandbox.superuser)
    for statement in mutant.undo.reversed() {
      _ = try await connection.script(Self.written(statement, installed.plan.dialect, database: name))
    }
    await connection.close()
  }
}
