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
  /// - Parameters:
  ///   - other: What makes up for the layer that it changes. Its cells are asked without that first: where every one is as
  ///     it was even then, each is with the layer in place, and need not be asked.
  ///   - asksNamed: Whether its cells are asked where a finding names it.
  func trial(
    of mutant: Mutant, behind other: Mutant? = nil, in name: String, asksNamed: Bool = true
  ) async throws -> Trial {
    var trial = Trial(mutant: mutant)
    do {
      try await inCopy(name, mutant) { connection, copy in
        let found = try await SchemaSnapshot.read(from: connection)
        compare(found, with: &trial)
        if !asksNamed && trial.isKilled { return }
        if let other {
          try await make(other, by: connection, in: name)
          trial.behind = try await ask(mutant, in: copy, found, &trial) == nil ? .same : .shown
        } else {
          trial.cell = try await ask(mutant, in: copy, found, &trial)
        }
      }
      if trial.behind == .shown {
        try await inCopy(name, mutant) { _, copy in
          trial.cell = try await ask(mutant, in: copy, installed.found, &trial)
        }
      }
    } catch { trial.impossible = "\(error)" }
    if !mutant.undo.isEmpty { try await takeBack(mutant, name) }
    return trial
  }

  private func inCopy(
    _ name: String, _ mutant: Mutant, _ look: (Connection, ConnectionTarget) async throws -> Void
  ) async throws {
    let copy = try await sandbox.copyDatabase(original.database ?? "", to: name)
    let connection = try await Connection.open(copy)
    let result: Result<Void, any Error>
    do {
      try await make(mutant, by: connection, in: name)
      result = .success(try await look(connection, copy))
    } catch { result = .failure(error) }
    await connection.close()
    try await sandbox.dropDatabase(name)
    try result.get()
  }

  private func make(_ mutant: Mutant, by connection: Connection, in name: String) async throws {
    for statement in mutant.statements {
      _ = try await connection.script(Self.written(statement, installed.plan.dialect, database: name))
    }
  }

  /// What structure and closure say.
  private func compare(_ found: SchemaSnapshot, with trial: inout Trial) {
    let (structure, closure) = findings(found)
    let naming = trial.mutant.names.map { words in
      structure.first { finding in words.allSatisfy(finding.summary.contains) }
    }
    // The control has no names, and nothing may be said of it.
    if trial.mutant.names.isEmpty {
      trial.finding = structure.first?.summary
    } else if naming.allSatisfy({ $0 != nil }) {
      trial.finding = naming.first??.summary
    }
    trial.closure = closure.first?.summary
  }

  /// The first of its cells in which policy and database differ.
  private func ask(
    _ mutant: Mutant, in copy: ConnectionTarget, _ found: SchemaSnapshot, _ trial: inout Trial
  ) async throws -> Disagreement? {
    guard !mutant.tables.isEmpty else { return nil }
    let asked = try await verification.ask(
      seeding, about: mutant.tables, mutant.cells, in: copy, found: found, untilFirst: true)
    trial.cells += asked.cells
    return asked.disagreements.first
  }

  private func takeBack(_ mutant: Mutant, _ name: String) async throws {
    let connection = try await Connection.open(sandbox.superuser)
    for statement in mutant.undo.reversed() {
      _ = try await connection.script(Self.written(statement, installed.plan.dialect, database: name))
    }
    await connection.close()
  }
}
