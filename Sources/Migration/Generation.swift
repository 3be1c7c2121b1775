package import Diagnostics
package import Enforcement
import Foundation
package import PolicyModel
package import SchemaModel

/// What a policy, as it is now, adds to a folder of migrations.
package struct Generation: Sendable {
  /// The steps up; none when nothing changed.
  package var up: [LayeredStep]
  /// The steps down.
  package var down: [LayeredStep]
  /// The lock that goes with them.
  package var lock: PolicyLock

  /// Compares the policy with the lock, or with nothing where there is none.
  /// - Throws: What is wrong with the policy, or what the engine cannot enforce.
  package init(
    policy: Policy, schema: SchemaSnapshot, since old: PolicyLock?, version: String, engine: Engine? = nil
  ) throws(DiagnosticsError) {
    let new = try Plan(ResolvedPolicy(policy, in: schema), snapshot: schema, engine: engine)
    if let old, old.dialect != new.dialect {
      throw DiagnosticsError([
        Diagnostic(
          id: "AZ213", severity: .error,
          summary:
            "the lock belongs to migrations \(MigrationText.served(old.dialect)), not \(MigrationText.served(new.dialect))",
          location: .unknown, fix: "keep a folder and a lock for each engine: `--migrations`, `--lock`")
      ])
    }
    let before = try old?.plan() ?? .empty
    up = before.steps(to: new)
    down = new.steps(to: before)
    lock = PolicyLock(
      policy: policy, schema: schema, version: up.isEmpty ? old?.version ?? version : version, engine: engine)
  }

  /// Writes both files and the lock, all or none; returns the paths.
  package func write(
    to folder: MigrationFolder, name: String, lockPath: String
  ) throws(MigrationError) -> [String] {
    let stem = "\(folder.path)/\(lock.version)_\(name)"
    let files = [
      ("\(stem).up.sql", MigrationText.render(up, policy: lock.policy.name, direction: .up, dialect: lock.dialect)),
      (
        "\(stem).down.sql",
        MigrationText.render(down, policy: lock.policy.name, direction: .down, dialect: lock.dialect)
      ),
      (lockPath, lock.text),
    ]
    var written: [String] = []
    var current = folder.path
    do {
      try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
      // Everything is beside its place before anything takes it: an unwritable folder leaves nothing half done.
      for (path, text) in files {
        current = path
        written.append(path + ".new")
        try Data(text.utf8).write(to: URL(filePath: path + ".new"))
      }
      // The lock is the last: with it, and not before, the migration counts as generated.
      for (path, _) in files {
        current = path
        guard rename(path + ".new", path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        if path != lockPath { written.append(path) }
      }
    } catch {
      // Files only: a folder that stood in the way is somebody's.
      for path in written { unlink(path) }
      throw MigrationError.unwritable(current, reason: error.localizedDescription)
    }
    return files.map(\.0)
  }
}
