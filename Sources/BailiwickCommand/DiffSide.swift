import AccessModel
import CanonicalJSON
import Diagnostics
import Foundation
import Migration
import PolicyModel
import SchemaModel

/// Reads what FROM and TO name: a policy, the lock, or either as it was at a git revision.
struct DiffSideReader {
  /// The policy's path, for `git:REV` and where a side is not named.
  let policy: PolicyOptions
  /// The snapshot's path.
  let schema: SnapshotOptions
  /// The lock's path.
  let lock: String

  /// Reads a side and holds its policy against its schema.
  func read(_ name: String) async throws -> AccessSide {
    let (policy, snapshot): (Policy, SchemaSnapshot)
    if name == "lock" {
      (policy, snapshot) = try locked(lock)
    } else if name.hasPrefix("git:") {
      (policy, snapshot) = try await revision(String(name.dropFirst(4)))
    } else if isLock(name) {
      (policy, snapshot) = try locked(name)
    } else {
      (policy, snapshot) = (try await self.policy.load(name), try schema.read())
    }
    do { return try AccessSide(policy, in: snapshot) } catch {
      throw Failure(message: "\(name) does not fit its schema\n\n" + printed(error.diagnostics))
    }
  }

  private func isLock(_ path: String) -> Bool {
    guard path.hasSuffix(".json"), let data = FileManager.default.contents(atPath: path) else { return false }
    let document = try? JSONValue(parsing: String(decoding: data, as: UTF8.self))
    return document?["format"] == .string("bailiwick-lock")
  }

  private func locked(_ path: String) throws -> (Policy, SchemaSnapshot) {
    let found: PolicyLock?
    do { found = try PolicyLock.read(path) } catch { throw Failure(message: "\(error)") }
    guard let found else {
      throw Failure(message: "\(path) is missing; `bailiwick generate` writes it, or name another side, as git:main")
    }
    return (found.policy, found.schema)
  }

  private func oldSchema(_ revision: GitRevision, _ name: String) throws -> SchemaSnapshot? {
    guard let data = try revision.file(schema.schema) else { return nil }
    do { return try SchemaSnapshot(json: JSONValue(parsing: String(decoding: data, as: UTF8.self))) } catch {
      throw Failure(message: "git:\(name):\(schema.schema) is no schema snapshot: \(error)")
    }
  }

  /// The policy at a revision, with the schema of that revision, or today's where it had none.
  private func revision(_ name: String) async throws -> (Policy, SchemaSnapshot) {
    let revision = try GitRevision(name)
    let snapshot = try oldSchema(revision, name) ?? schema.read()
    let folder = FileManager.default.temporaryDirectory.appending(path: "bailiwick-diff-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let place = folder.appending(path: (policy.path as NSString).lastPathComponent)
    do {
      if let files = try revision.swiftFiles(in: policy.path) {
        for file in files {
          let target = place.appending(path: file)
          try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
          try (revision.file("\(policy.path)/\(file)") ?? Data()).write(to: target)
        }
      } else if let text = try revision.file(policy.path) {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try text.write(to: place)
      } else {
        throw Failure(message: "git:\(name) has no \(policy.path)")
      }
    } catch let failure as Failure { throw failure } catch {
      throw Failure(message: "git:\(name) could not be unpacked: \(error.localizedDescription)")
    }
    do { return (try await policy.load(place.path), snapshot) } catch let failure as Failure {
      throw Failure(message: "git:\(name): \(failure.message)", code: failure.code)
    }
  }
}
