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
    @OptionGroup var listing: ListingOptions
    func run() async throws {
      let tenants = try await options.run { try await $0.tenants() }
      listing.print("tenants", tenants.map(\.json)) {
        for tenant in tenants {
          let members = tenant.members == 0 ? [] : [counted(tenant.members, "member")]
          let logins = tenant.logins == 0 && !members.isEmpty ? [] : [counted(tenant.logins, "login")]
          print("\(tenant.key)  \(tenant.state.rawValue)  \((logins + members).joined(separator: ", "))")
        }
        let waiting = tenants.count { $0.state == .unprovisioned }
        if waiting > 0 {
          print("\(waiting) not provisioned: nobody reaches their rows. `bailiwick tenant add KEY` lets them act.")
        }
      }
    }
  }

  struct Suspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Stop everybody who acts for a tenant and end their sessions.")
    @OptionGroup var options: ProvisionOptions
    @Argument(help: "The tenant's key.") var key: String
    func run() async throws {
      let stop = try await options.run { try await $0.suspendTenant(key) }
      let whom = [(stop.logins.count, "login"), (stop.members, "member")].filter { $0.0 > 0 }.map {
        counted($0.0, $0.1)
      }
      print(
        "Tenant \(key) is suspended; its sessions were ended"
          + (whom.isEmpty ? "." : ": \(whom.joined(separator: ", ")) stopped."))
    }
  }

  struct RemoveTenant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Forget a tenant, its logins and memberships; the application's rows stay.")
    @OptionGroup var options: ProvisionOptions
    @Argument(help: "The tenant's key.") var key: String
    func run() async throws {
      let stop = try await options.run { try await $0.removeTenant(key) }
      let logins = stop.logins.isEmpty ? "" : ", and its logins: \(stop.logins.joined(separator: ", "))"
      let members = stop.members == 0 ? "" : ", and \(counted(stop.members, "membership"))"
      print("Tenant \(key) is forgotten\(logins)\(members).")
    }
  }
}
