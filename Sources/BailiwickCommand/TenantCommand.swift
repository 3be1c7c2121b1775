import ArgumentParser
import Foundation
import Provisioning

/// `bailiwick tenant`: which tenants may act.
struct TenantCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tenant", abstract: "Let tenants act, stop them, list them.",
    discussion: """
      Example:
        bailiwick tenant add 5f0c2b9e-…
      The application creates tenants; one that nobody added here is unreachable, and `list` says so. Where the policy says \
      that tenants live elsewhere, `add` takes any key and `list` shows those that were added.
      """,
    subcommands: [Add.self, List.self, Suspend.self, RemoveTenant.self])

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

  struct RemoveTenant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Forget a tenant and its logins; the application's rows stay.")
    @OptionGroup var options: ProvisionOptions
    @Argument(help: "The tenant's key.") var key: String
    func run() async throws {
      let logins = try await options.run { try await $0.removeTenant(key) }
      print("Tenant \(key) is forgotten\(logins.isEmpty ? "" : ", and its logins: \(logins.joined(separator: ", "))").")
    }
  }
}
