import AccessModel
import CanonicalJSON
import Diagnostics
import Foundation
import PolicyModel
import SchemaModel

/// Reads what FROM and TO name: a policy, the lock, or either as it was at a git revision.
struct DiffSideReader {
  /// The policy's path, for `git:REV` and where a side is not named.
  let policy: PolicyOptions
  /// The snapshot's path.
  let schema: String
  /// The lock's path.
  let lock: String

  /// Reads a side and holds its policy against its schema.
  func read(_ name: String) async throws -> AccessSide {
    let (policy, snapshot): (Policy, SchemaSnapshot)
    if name == "lock" {
      (policy, snapshot) = try locked(name: lock, data: FileManager.default.contents(atPath: lock))
    } else if name.hasPrefix("git:") {
      (policy, snapshot) = try await revision(String(name.dropFirst(4)))
    } else if let document = try document(at: name), document["format"] == .string(Self.lockFormat) {
      (policy, snapshot) = try locked(name: name, data: FileManager.default.contents(atPath: name))
    } else {
      (policy, snapshot) = (try await self.policy.load(name), try currentSchema())
    }
    do { return try AccessSide(policy, in: snapshot) } catch {
      let errors = error.diagnostics.map { "  \($0.location)  \($0.id)  \($0.summary)" }
      throw Failure(message: "\(name) does not fit its schema:\n" + errors.joined(separator: "\n"))
    }
  }

  private static let lockFormat = "bailiwick-lock"

  private func document(at path: String) throws -> JSONValue? {
    guard path.hasSuffix(".json"), let data = FileManager.default.contents(atPath: path) else { return nil }
    return try? JSONValue(parsing: String(decoding: data, as: UTF8.self))
  }

  private func currentSchema() throws -> SchemaSnapshot {
    guard let data = FileManager.default.contents(atPath: schema) else {
      throw Failure(message: "\(schema) cannot be read; `bailiwick schema` writes it")
    }
    return try snapshot(schema, data)
  }

  private func snapshot(_ name: String, _ data: Data) throws -> SchemaSnapshot {
    do { return try SchemaSnapshot(json: JSONValue(parsing: String(decoding: data, as: UTF8.self))) } catch {
      throw Failure(message: "\(name) is no schema snapshot: \(error)")
    }
  }

  /// The members `policy` and `schema` of a lock; what else it holds is for others.
  private func locked(name: String, data: Data?) throws -> (Policy, SchemaSnapshot) {
    guard let data else {
      throw Failure(message: "\(name) cannot be read; name another side, such as git:main")
    }
    do {
      let document = try JSONValue(parsing: String(decoding: data, as: UTF8.self))
      guard document["format"] == .string(Self.lockFormat), document["version"] == .integer(1) else {
        throw Failure(message: "\(name) is no lock of a version that is read here")
      }
      guard let policy = document["policy"], let schema = document["schema"] else {
        throw Failure(message: "\(name) lacks the member \(document["policy"] == nil ? "policy" : "schema")")
      }
      return (try Policy(json: policy), try SchemaSnapshot(json: schema))
    } catch let failure as Failure { throw failure } catch {
      throw Failure(message: "\(name) is no lock: \(error)")
    }
  }

  /// The policy at a revision, with the schema of that revision, or today's where it had none.
  private func revision(_ name: String) async throws -> (Policy, SchemaSnapshot) {
    let revision = try GitRevision(name)
    let old = try revision.file(schema)
    let snapshot = try old.map { try self.snapshot("git:\(name):\(schema)", $0) } ?? currentSchema()
    let folder = FileManager.default.temporaryDirectory.appending(path: "bailiwick-diff-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let place = folder.appending(path: (policy.policy as NSString).lastPathComponent)
    do {
      if let files = try revision.swiftFiles(in: policy.policy) {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        for file in files {
          let text = try revision.file("\(policy.policy)/\(file)")
          try (text ?? Data()).write(to: place.appending(path: file))
        }
      } else if let text = try revision.file(policy.policy) {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try text.write(to: place)
      } else {
        throw Failure(message: "git:\(name) has no \(policy.policy)")
      }
    } catch let failure as Failure { throw failure } catch {
      throw Failure(message: "git:\(name) could not be unpacked: \(error.localizedDescription)")
    }
    do { return (try await policy.load(place.path), snapshot) } catch let failure as Failure {
      throw Failure(message: "git:\(name): \(failure.message)", code: failure.code)
    }
  }
}
