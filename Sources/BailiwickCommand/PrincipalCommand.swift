import ArgumentParser
import Foundation
import Provisioning

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
    subcommands: [
      Add.self, List.self, Grant.self, Revoke.self, Rotate.self, Suspend.self, Resume.self, Remove.self,
    ])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make a login.")
    @OptionGroup var options: ProvisionOptions
    @Option(help: "The tenant that it acts for; none for roles that reach all.") var tenant: String?
    @Option(name: .customLong("role"), help: "A role of the policy; may be repeated.") var roles: [String]
    @Option(help: "The principal's id. Default: a new uuid.") var id: String?
    @OptionGroup var password: PasswordOptions

    func run() async throws {
      try await password.with {
        let new = try await options.run { try await $0.addPrincipal(id: id, tenant: tenant, roles: roles) }
        print("login      \(new.login)")
        print("principal  \(new.principal)")
        return (new.login, new.password)
      }
    }
  }

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Give a login another password and end its sessions.")
    @OptionGroup var options: ProvisionOptions
    @OptionGroup var password: PasswordOptions
    @Argument(help: "The login.") var login: String
    func run() async throws {
      try await password.with { (login, try await options.run { try await $0.rotate(login) }) }
    }
  }

  struct Grant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Give a login a further role.")
    @OptionGroup var options: ProvisionOptions
    @Argument(help: "The login.") var login: String
    @Option(help: "A role of the policy.") var role: String
    func run() async throws {
      try await options.run { try await $0.grant(role, to: login) }
      print("\(login) holds \(role).")
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take a role from a login and end its sessions.")
    @OptionGroup var options: ProvisionOptions
    @Argument(help: "The login.") var login: String
    @Option(help: "A role that it holds.") var role: String
    func run() async throws {
      try await options.run { try await $0.revoke(role, from: login) }
      print("\(login) no longer holds \(role); its sessions were ended.")
    }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let a suspended principal act again.")
    @OptionGroup var options: ProvisionOptions
    @Argument(help: "A login, or a principal's id.") var name: String
    func run() async throws {
      let logins = try await options.run { try await $0.resumePrincipal(name) }
      print("May act again: \(logins.joined(separator: ", "))")
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
