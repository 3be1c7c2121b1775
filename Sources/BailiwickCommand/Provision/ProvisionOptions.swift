import ArgumentParser
import Database
import Foundation
import Migration
import PolicyModel
import Provisioning

/// The connection of an operator, and the lock that says which policy is installed.
struct ProvisionOptions: ParsableArguments {
  @OptionGroup var connection: ConnectionOptions
  @Option(help: "What was generated last; it names the policy's roles.")
  var lock = "policy.lock.json"

  /// The policy that is installed.
  func policy() throws -> Policy {
    let found: PolicyLock?
    do { found = try PolicyLock.read(lock) } catch { throw Failure(message: "\(error)") }
    guard let found else { throw Failure(message: "\(lock) is missing; `bailiwick generate` writes it") }
    return found.policy
  }

  func run<Value: Sendable>(_ body: (Provisioner) async throws -> Value) async throws -> Value {
    let policy = try policy()
    let server = try await connection.connect()
    do {
      let dialect = try await Migrator.dialect(of: server)
      return try await body(Provisioner(connection: server, policy: policy, dialect: dialect))
    } catch let error as ProvisioningError {
      throw Failure(message: "\(error)")
    } catch let error as MigrationError { throw Failure(message: "\(error)") }
  }
}
