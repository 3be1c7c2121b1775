import ArgumentParser
import Database
import Foundation
import Migration
import Provisioning

/// The connection of an operator, and the lock that says which policy is installed.
struct ProvisionOptions: ParsableArguments {
  @OptionGroup var connection: ConnectionOptions
  @Option(help: "What was generated last; it names the policy's roles.")
  var lock = "policy.lock.json"

  func run<Value: Sendable>(_ body: (Provisioner) async throws -> Value) async throws -> Value {
    let found: PolicyLock?
    do { found = try PolicyLock.read(lock) } catch { throw Failure(message: "\(error)") }
    guard let found else { throw Failure(message: "\(lock) is missing; `bailiwick generate` writes it") }
    do {
      return try await body(Provisioner(connection: try await connection.connect(), policy: found.policy))
    } catch let error as ProvisioningError { throw Failure(message: "\(error)") }
  }
}

/// `bailiwick tenant`: which tenants may act.
struct TenantCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tenant", abstract: "Let tenants act, stop them, list them.",
    discussion: """
      Example:
        bailiwick tenant add 5f0c2b9e-…
      The application creates tenants; one that nobody added here is unreachable, and `list` says so.
      """,
    subcommands: [Add.self, List.self, Suspend.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let a tenant act; one that was suspended acts again.")
    @OptionGroup var options: ProvisionOptions
    @Argument(help: "The tenant's key.") var key: String
    func run() async throws {
      try await options.run { try await $0.addTenant(key) }
      print("Tenant \(key) may act.")
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Every tenant, and whether it may act.")
    @OptionGroup var options: ProvisionOptions
    func run() async throws {
      let tenants = try await options.run { try await $0.tenants() }
      for tenant in tenants {
        print("\(tenant.key)  \(tenant.state.rawValue)  \(tenant.logins) login\(tenant.logins == 1 ? "" : "s")")
      }
      let waiting = tenants.count { $0.state == .unprovisioned }
      if waiting > 0 {
        print("\(waiting) not provisioned: nobody reaches their rows. `bailiwick tenant add KEY` lets them act.")
      }
    }
  }

  struct Suspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Stop every login of a tenant and end its sessions.")
    @OptionGroup var options: ProvisionOptions
    @Argument(help: "The tenant's key.") var key: String
    func run() async throws {
      try await options.run { try await $0.suspendTenant(key) }
      print("Tenant \(key) is suspended; its sessions were ended.")
    }
  }
}

/// `bailiwick principal`: who may log in.
struct PrincipalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "principal", abstract: "Make logins for people and services, stop them, list them.",
    discussion: """
      Example:
        bailiwick principal add --tenant 5f0c2b9e-… --role clerk --password-file ./clerk.password
      A login is one principal acting for one tenant. Its name is opaque and never used again; its password is shown \
      once, or written to a file that only you can read. The server gets a SCRAM verifier, never the password.
      """,
    subcommands: [Add.self, List.self, Suspend.self, Remove.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make a login.")
    @OptionGroup var options: ProvisionOptions
    @Option(help: "The tenant that it acts for; none for roles that reach all.") var tenant: String?
    @Option(name: .customLong("role"), help: "A role of the policy; may be repeated.") var roles: [String]
    @Option(help: "The principal's id. Default: a new uuid.") var id: String?
    @Option(help: "Write the password here, mode 0600, instead of showing it.") var passwordFile: String?

    func run() async throws {
      // A place that cannot be written is found out before there is a login whose password nobody has.
      if let passwordFile { try reserve(passwordFile) }
      let new: NewLogin
      do {
        new = try await options.run { try await $0.addPrincipal(id: id, tenant: tenant, roles: roles) }
      } catch {
        if let passwordFile { try? FileManager.default.removeItem(atPath: passwordFile) }
        throw error
      }
      print("login      \(new.login)")
      print("principal  \(new.principal)")
      if let passwordFile {
        do {
          let file = try FileHandle(forWritingTo: URL(filePath: passwordFile))
          try file.write(contentsOf: Data((new.password.reveal() + "\n").utf8))
        } catch {
          throw Failure(
            message: "\(passwordFile) could not be written: \(error.localizedDescription); nobody has the password of "
              + "\(new.login) now: `bailiwick principal remove \(new.login)`, then add it again", code: 1)
        }
        print("password   in \(passwordFile)")
      } else {
        print("password   \(new.password.reveal())   (shown once)")
      }
    }

    private func reserve(_ path: String) throws {
      let made = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
      guard made >= 0 else {
        throw Failure(message: "\(path) cannot be made: \(String(cString: strerror(errno))); no login was made")
      }
      close(made)
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Every login, and whether it may act.")
    @OptionGroup var options: ProvisionOptions
    func run() async throws {
      for login in try await options.run({ try await $0.principals() }) {
        print(
          "\(login.login)  \(login.tenant ?? "all tenants")  \(login.roles.joined(separator: ","))  \(login.state)"
            + "  principal \(login.principal)")
      }
    }
  }

  struct Suspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Stop a principal in all its tenants and end its sessions.")
    @OptionGroup var options: ProvisionOptions
    @Argument(help: "A login, or a principal's id.") var name: String
    func run() async throws {
      let logins = try await options.run { try await $0.suspendPrincipal(name) }
      print("Suspended; sessions were ended: \(logins.joined(separator: ", "))")
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Forget a principal: its rows first, then its roles.")
    @OptionGroup var options: ProvisionOptions
    @Argument(help: "A login, or a principal's id.") var name: String
    func run() async throws {
      let logins = try await options.run { try await $0.removePrincipal(name) }
      print("Removed: \(logins.joined(separator: ", "))")
    }
  }
}
