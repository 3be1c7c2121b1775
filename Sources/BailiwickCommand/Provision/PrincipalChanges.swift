import ArgumentParser
import Provisioning

extension PrincipalCommand {
  /// Whose roles change: a login, or one membership of a principal.
  struct RoleOptions: ParsableArguments {
    @Argument(help: "A login, or a member's principal id.") var name: String
    @Option(help: "A role of the policy.") var role: String
    @Option(help: "Which membership of the principal is meant, where it has several.") var tenant: String?
    @Option(
      name: .customLong("at"), parsing: .upToNextOption,
      help: "Keys of what the role is held at, where it has a level below the tenant.")
    var keys: [String] = []

    /// ` at 5f0c2b9e-…`, where it is held at something.
    var place: String { keys.isEmpty ? "" : " at \(keys.joined(separator: ", "))" }
  }

  struct Grant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give a login or a member a further role, or one of a level at more of it.")
    @OptionGroup var options: ProvisionOptions
    @OptionGroup var change: RoleOptions
    func run() async throws {
      let (name, role, keys) = (change.name, change.role, change.keys)
      print(
        try await options.run { provisioner -> String in
          let isLogin = try await provisioner.meansLogin(name)
          var tenant: String?
          switch (isLogin, keys.isEmpty) {
          case (true, true): try await provisioner.grant(role, to: name)
          case (true, false): try await provisioner.hold(role, at: keys, login: name)
          case (false, true): tenant = try await provisioner.grant(role, toMember: name, tenant: change.tenant)
          case (false, false):
            tenant = try await provisioner.hold(role, at: keys, member: name, tenant: change.tenant)
          }
          let what = "\(name) holds \(role)\(change.place)"
          let hint =
            try keys.isEmpty
            ? provisioner.level(of: role).map { "\n" + PrincipalCommand.needsKeys(name, role, level: $0) } ?? "" : ""
          if isLogin { return "\(what)." + hint }
          return "\(what) in \(tenant ?? "all tenants"); its open sessions have it from now on." + hint
        })
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a role from a login, whose connections end, or from a member, whose sessions go on without it.",
      discussion: "With --at, a role of a level goes at those keys alone.")
    @OptionGroup var options: ProvisionOptions
    @OptionGroup var change: RoleOptions
    func run() async throws {
      let (name, role, keys) = (change.name, change.role, change.keys)
      print(
        try await options.run { provisioner -> String in
          let isLogin = try await provisioner.meansLogin(name)
          var tenant: String?
          switch (isLogin, keys.isEmpty) {
          case (true, true): try await provisioner.revoke(role, from: name)
          case (true, false): try await provisioner.release(role, at: keys, login: name)
          case (false, true): tenant = try await provisioner.revoke(role, fromMember: name, tenant: change.tenant)
          case (false, false):
            tenant = try await provisioner.release(role, at: keys, member: name, tenant: change.tenant)
          }
          let what = "\(name) no longer holds \(role)\(change.place)"
          if isLogin { return "\(what); its sessions were ended." }
          return "\(what) in \(tenant ?? "all tenants"); its open sessions go on without it from "
            + "their next statement, or transaction where that keeps to its snapshot."
        })
    }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let a suspended principal act again.")
    @OptionGroup var options: ProvisionOptions
    @Argument(help: "A login, or a principal's id.") var name: String
    func run() async throws {
      let standing = try await options.run { try await $0.resumePrincipal(name) }
      print("May act again: \(standing.words)")
    }
  }

  struct Suspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Stop a principal in all its tenants and end its sessions.")
    @OptionGroup var options: ProvisionOptions
    @Argument(help: "A login, or a principal's id.") var name: String
    func run() async throws {
      let standing = try await options.run { try await $0.suspendPrincipal(name) }
      print("Suspended; sessions were ended: \(standing.words)")
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Forget a principal, or its membership in one tenant: rows first, then roles.")
    @OptionGroup var options: ProvisionOptions
    @Argument(help: "A login, or a principal's id.") var name: String?
    @Option(help: "Take only its membership in this tenant away.") var tenant: String?
    @Flag(help: "Take away what whoever has no person is in the tenant by settings.") var anonymous = false

    func validate() throws {
      if anonymous == (name != nil) {
        throw ValidationError("name a login or a principal, or say --anonymous with --tenant where there is no person")
      }
      if anonymous && tenant == nil { throw ValidationError("--anonymous needs --tenant: it is said of each") }
    }

    func run() async throws {
      guard let name else {
        let tenant = tenant ?? ""
        try await options.run { try await $0.removeAnonymousMember(tenant: tenant) }
        return print("Whoever has no person is nobody in \(tenant) from the next statement on.")
      }
      guard let tenant else {
        let standing = try await options.run { try await $0.removePrincipal(name) }
        return print("Removed: \(standing.words)")
      }
      try await options.run { try await $0.removeMember(name, tenant: tenant) }
      print("\(name) is no member of \(tenant) any more; its sessions there ended.")
    }
  }
}

extension PrincipalStanding {
  /// What the principal acts by.
  fileprivate var words: String {
    var parts = logins
    if memberships > 0 {
      parts.append(counted(memberships, "membership") + (sessions > 0 ? ", \(counted(sessions, "session"))" : ""))
    }
    return parts.isEmpty ? principal : parts.joined(separator: ", ")
  }
}
