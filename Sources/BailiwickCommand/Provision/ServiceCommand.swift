import ArgumentParser
import Provisioning

extension ServiceLogin: ExpressibleByArgument {}

/// `bailiwick service`: logins that are nobody by themselves.
struct ServiceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "service", abstract: "Make logins for the application and its authentication service, list, remove.",
    discussion: """
      Examples:
        bailiwick service add pool --password-file ./pool.password
        bailiwick service add authenticator --password-file ./authenticator.password
      A pool runs requests. It is nobody until a transaction binds: `SELECT bailiwick.bind($1)` with a session's token, or \
      `SELECT bailiwick.act_as($1, $2)` with principal and tenant where the policy trusts settings, \
      or `SELECT bailiwick.act_as_anonymous($1)` with a tenant and no principal where roles are held so. An authenticator \
      opens, refreshes and ends sessions, and must serve no requests.
      """,
    subcommands: [Add.self, List.self, Rotate.self, RemoveService.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make a login for a service.")
    @OptionGroup var options: ProvisionOptions
    @OptionGroup var password: PasswordOptions
    @Argument(help: "What it serves as: pool or authenticator.") var kind: ServiceLogin

    func run() async throws {
      try await password.with(rotatedBy: "service rotate") {
        let new = try await options.run { try await $0.addService(kind) }
        print("login      \(new.login)")
        if kind == .pool { print("Next: `bailiwick doctor` as this login, then `bailiwick principal add`") }
        return new
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Every pool and authenticator.")
    @OptionGroup var options: ProvisionOptions
    @OptionGroup var listing: ListingOptions
    func run() async throws {
      let services = try await options.run { try await $0.allServices() }
      listing.print("services", services.map(\.json)) {
        for service in services {
          let sessions = service.kind == .pool ? "  \(counted(service.sessions, "open session"))" : ""
          print("\(service.login)  \(service.kind.rawValue)\(sessions)")
        }
        if services.isEmpty { print("No service: `bailiwick service add pool` makes a login for requests.") }
      }
    }
  }

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give a service another password and end its connections; sessions stay open.")
    @OptionGroup var options: ProvisionOptions
    @OptionGroup var password: PasswordOptions
    @Argument(help: "The login.") var login: String
    func run() async throws {
      try await password.with(rotatedBy: "service rotate") {
        (login, try await options.run { try await $0.rotateService(login) })
      }
    }
  }

  struct RemoveService: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Take a service away: its sessions first, then its login.")
    @OptionGroup var options: ProvisionOptions
    @Argument(help: "The login.") var login: String
    func run() async throws {
      let ended = try await options.run { try await $0.removeService(login) }
      print("Removed \(login); \(counted(ended, "session")) ended with it.")
    }
  }
}
