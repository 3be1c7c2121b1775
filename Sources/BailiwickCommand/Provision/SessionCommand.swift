import ArgumentParser
import PolicyModel
import Provisioning

/// `bailiwick session`: what the authentication service does, by an operator's hand.
struct SessionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "session", abstract: "Open sessions of members or without a person, list them, end them.",
    discussion: """
      Examples:
        bailiwick session open 5f0c2b9e-… --for 30m --token-file ./token
        bailiwick session open --anonymous --tenant 9d1c… --role visitor
        bailiwick session list
        bailiwick session end 3b1fa09c
        bailiwick session revoke 5f0c2b9e-…
      A token is shown once, or written to a file that only you can read; the server gets its SHA-256 and nothing else. \
      On the pool's connection: BEGIN, `SELECT bailiwick.bind($1)` with the token as a parameter, never in the statement's \
      text, then the request, COMMIT. A session ends with its lifetime, when it is not refreshed within the idle window \
      (`SELECT bailiwick.refresh_session($1)` by the authenticator, with the hash), or when somebody ends it.
      """,
    subcommands: [Open.self, List.self, End.self, Revoke.self])

  struct Open: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open a session for a member, or for nobody in particular.")
    @OptionGroup var options: ProvisionOptions
    @Argument(help: "The principal's id.") var principal: String?
    @Flag(help: "Without a person, for roles that the policy declares so.") var anonymous = false
    @Option(help: "The tenant that it acts for. Default: that of its only membership.") var tenant: String?
    @Option(help: "With --anonymous: a role of it; may be repeated.") var role: [String] = []
    @Option(help: "The pool's login that binds it. Default: the only one.") var pool: String?
    @Option(name: .customLong("for"), help: "How long it lives: 90s, 30m, 12h, 7d. Default: the policy's lifetime.")
    var length: Length?
    @Option(help: "Write the token here, mode 0600, instead of showing it.") var tokenFile: String?

    func validate() throws {
      guard (principal != nil) != anonymous else {
        throw ValidationError("name a principal, or say --anonymous --tenant KEY --role ROLE")
      }
      if anonymous && (tenant == nil || role.isEmpty) {
        throw ValidationError("--anonymous needs --tenant and --role: there is no membership to take them from")
      }
      if !anonymous && !role.isEmpty {
        throw ValidationError("--role is for --anonymous: a member has the roles of its membership")
      }
    }

    func run() async throws {
      let idle = try options.policy().sessionWindow?.idle ?? Span(seconds: 0)
      try await SecretFile(word: "token", path: tokenFile).with {
        let new = try await options.run { try await open(by: $0) }
        print("session    \(new.id)")
        print("acts for   \(new.tenant ?? "all tenants") as \(new.roles.joined(separator: ", "))")
        print("pool       \(new.pool)")
        print("ends in    \(Span(seconds: new.seconds).words), or when it is not refreshed for \(idle.words)")
        print("bind with  SELECT bailiwick.bind($1), first in each transaction on the pool, the token as parameter")
        return (new.token, "`bailiwick session end \(new.id)` ends it")
      }
    }

    private func open(by provisioner: Provisioner) async throws(ProvisioningError) -> NewSession {
      let seconds = length?.span.seconds
      if let principal {
        return try await provisioner.open(for: principal, tenant: tenant, pool: pool, seconds: seconds)
      }
      return try await provisioner.openAnonymous(tenant: tenant ?? "", roles: role, pool: pool, seconds: seconds)
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Every session, and what stops it.")
    @OptionGroup var options: ProvisionOptions
    @OptionGroup var listing: ListingOptions
    @Argument(help: "A principal's id. Default: everybody's sessions.") var principal: String?
    func run() async throws {
      let sessions = try await options.run { try await $0.sessions(of: principal) }
      listing.print("sessions", sessions.map(\.json)) {
        for session in sessions {
          print(
            "\(session.id)  \(session.tenant ?? "all tenants")  \(session.roles.joined(separator: ","))  \(session.state)"
              + "  until \(session.expires), idle \(session.idle)  \(session.principal.map { "principal \($0)" } ?? "no person")"
              + "  pool \(session.pool)"
          )
        }
        let over = sessions.count { $0.state == "expired" || $0.state == "idle" }
        if over > 0 { print("\(over) ended by the clock; `bailiwick session end --expired` forgets them.") }
      }
    }
  }

  struct End: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End one session by its name, or forget those that ended by the clock.")
    @OptionGroup var options: ProvisionOptions
    @Argument(help: "The beginning of its name, as `list` shows it.") var session: String?
    @Flag(help: "Forget all that expired or went idle.") var expired = false

    func validate() throws {
      guard (session != nil) != expired else { throw ValidationError("name a session, or say --expired") }
    }

    func run() async throws {
      guard let session else {
        let gone = try await options.run { try await $0.sweepSessions() }
        return print("Forgot \(counted(gone, "session")).")
      }
      try await options.run { try await $0.endSession(id: session) }
      print("Ended: its token finds nothing from the next statement on.")
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End every session of a principal, or without a person.",
      discussion: "New ones may be opened; `principal suspend` and `tenant suspend` stop that.")
    @OptionGroup var options: ProvisionOptions
    @Argument(help: "The principal's id.") var principal: String?
    @Flag(help: "Those without a person, of one tenant.") var anonymous = false
    @Option(help: "With --anonymous: the tenant.") var tenant: String?

    func validate() throws {
      guard (principal != nil) != anonymous, (tenant != nil) == anonymous else {
        throw ValidationError("name a principal, or say --anonymous --tenant KEY")
      }
    }

    func run() async throws {
      let ended = try await options.run { provisioner in
        guard let principal else { return try await provisioner.endAnonymousSessions(of: tenant ?? "") }
        return try await provisioner.endSessions(ofPrincipal: principal)
      }
      print("\(counted(ended, "session")) ended.")
    }
  }
}
