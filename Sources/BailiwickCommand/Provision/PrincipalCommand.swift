import ArgumentParser
import Foundation
import PolicyModel
import Provisioning

/// `bailiwick principal`: who may act.
struct PrincipalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "principal", abstract: "Let people and services act, stop them, list them.",
    discussion: """
      Examples:
        bailiwick principal add --tenant 5f0c2b9e-… --role clerk --password-file ./clerk.password
        bailiwick principal add --tenant 5f0c2b9e-… --role clerk --bound
        bailiwick principal add --anonymous --tenant 5f0c2b9e-… --role visitor
      How a principal acts follows from the policy's binding. With Bind(.login), or none, it gets a login: one principal \
      acting for one tenant, with an opaque name that is never used again and a password that is shown once, or written to \
      a file that only you can read; the server gets a SCRAM verifier. With Bind(.session) or Bind(.setting) it becomes a \
      member of the tenant and acts on a pool's connection (`bailiwick service`, `bailiwick session`). Where the policy has \
      both, --bound makes a member. With --anonymous there is no person: it makes a login, or with Bind(.setting) says which \
      roles `SELECT bailiwick.act_as_anonymous($1)` gives in the tenant. Where the policy has Members, rows of the application's own table make members of \
      tenants, and this command none.
      """,
    subcommands: [
      Add.self, Import.self, List.self, Grant.self, Revoke.self, Rotate.self, Suspend.self, Resume.self, Remove.self,
    ])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make a login, or a member of a tenant.")
    @OptionGroup var options: ProvisionOptions
    @Option(help: "The tenant that it acts for; none for roles that reach all.") var tenant: String?
    @Option(name: .customLong("role"), help: "A role of the policy; may be repeated.") var roles: [String]
    @Option(help: "The principal's id. Default: a new uuid.") var id: String?
    @Flag(help: "Make a member that acts by sessions or settings, where the policy has logins as well.")
    var bound = false
    @Flag(help: "Make a login that is no person's, or say what whoever has no person may be by settings.")
    var anonymous = false
    @OptionGroup var password: PasswordOptions

    func validate() throws {
      guard anonymous else { return }
      if tenant == nil { throw ValidationError("--anonymous needs --tenant: whoever has no person acts for one") }
      if id != nil { throw ValidationError("--anonymous is for whoever is no person: leave out --id") }
    }

    func run() async throws {
      let policy = try options.policy()
      if bound || !policy.hasLogins {
        guard password.passwordFile == nil else {
          throw Failure(
            message: "a member has no password: leave out --password-file; `bailiwick session open` gives tokens")
        }
        if anonymous {
          try await options.run { try await $0.setAnonymousMember(tenant: tenant ?? "", roles: roles) }
          return print("no person  in \(tenant ?? "") is \(roles.joined(separator: ", "))")
        }
        let principal = try await options.run { try await $0.addMember(id: id, tenant: tenant, roles: roles) }
        print("principal  \(principal)")
        print("member of  \(tenant ?? "all tenants") as \(roles.joined(separator: ", "))")
        for line in Self.hints(principal, roles, policy) { print(line) }
        if policy.sessionWindow != nil { print("Next: `bailiwick session open \(principal)`") }
        return
      }
      try await password.with {
        if anonymous {
          let new = try await options.run { try await $0.addAnonymousLogin(tenant: tenant ?? "", roles: roles) }
          print("login      \(new.login)")
          print("acts for   \(tenant ?? "") as \(roles.joined(separator: ", ")), no person")
          return (new.login, new.password)
        }
        let new = try await options.run { try await $0.addPrincipal(id: id, tenant: tenant, roles: roles) }
        print("login      \(new.login)")
        print("principal  \(new.principal)")
        for line in Self.hints(new.login, roles, policy) { print(line) }
        return (new.login, new.password)
      }
    }

    /// What is left to say of roles that are held at a level.
    private static func hints(_ name: String, _ roles: [String], _ policy: Policy) -> [String] {
      policy.roles.filter { roles.contains($0.name) }.compactMap { role in
        role.level.map { PrincipalCommand.needsKeys(name, role.name, level: $0) }
      }
    }
  }

  /// A role of a level is held at nothing until somebody says at what.
  static func needsKeys(_ name: String, _ role: String, level: String) -> String {
    "\(role) is held at no \(level) yet: `bailiwick principal grant \(name) --role \(role) --at KEY`"
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Every login and every member, and whether it may act.")
    @OptionGroup var options: ProvisionOptions
    @OptionGroup var listing: ListingOptions
    func run() async throws {
      let (logins, members) = try await options.run { provisioner in
        (try await provisioner.principals(), try await provisioner.members())
      }
      listing.print("principals", logins.map(\.json) + members.map(\.json)) {
        for login in logins {
          print(
            "\(login.login)  \(login.tenant ?? "all tenants")  \(login.roles.joined(separator: ","))  \(login.state)"
              + "  \(login.principal.map { "principal \($0)" } ?? "no person")")
        }
        for member in members {
          let sessions = member.sessions == 0 ? "" : ", \(counted(member.sessions, "open session"))"
          print(
            "member  \(member.tenant ?? "all tenants")  \(member.roles.joined(separator: ","))  \(member.state)\(sessions)"
              + "  \(member.principal.map { "principal \($0)" } ?? "no person")")
        }
      }
    }
  }

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Give a login another password and end its connections.")
    @OptionGroup var options: ProvisionOptions
    @OptionGroup var password: PasswordOptions
    @Argument(help: "The login.") var login: String
    func run() async throws {
      try await password.with { (login, try await options.run { try await $0.rotate(login) }) }
    }
  }
}
