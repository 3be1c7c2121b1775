import ArgumentParser
import Database
import Foundation
import Provisioning

extension PrincipalCommand {
  /// Many at once, by one connection.
  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a login, or a member, for each line of a file.",
      discussion: """
        Example:
          bailiwick principal import people.csv --password-file logins.csv
        A line is TENANT,ROLES or TENANT,ROLES,ID: roles are separated by spaces, the tenant is empty for roles that reach \
        all, and an id that is left out is a new uuid. Empty lines, and those that begin with #, are passed over. The whole \
        file is held against the policy and the tenants before anything is made. Each login is a transaction of its own, \
        and stands in the password file (mode 0600) as LOGIN,PASSWORD,PRINCIPAL,TENANT before the next is made.
        """)
    @OptionGroup var options: ProvisionOptions
    @Argument(help: "The file with a line for each.") var file: String
    @Option(help: "Where logins and passwords go, a line each; it must not be there yet.") var passwordFile: String?
    @Flag(help: "Make members that act by sessions or settings, where the policy has logins as well.")
    var bound = false

    func run() async throws {
      let people = try PersonLine.read(file)
      let policy = try options.policy()
      guard policy.hasLogins, !bound else {
        if passwordFile != nil { throw Failure(message: "members have no passwords: leave out --password-file") }
        try await make(people) { provisioner, person in
          _ = try await provisioner.addMember(id: person.id, tenant: person.tenant, roles: person.roles)
        }
        return print("Made \(counted(people.count, "member")).")
      }
      guard let passwordFile else {
        throw Failure(message: "passwords are not shown for many: name a new file with --password-file")
      }
      let made = open(passwordFile, O_WRONLY | O_CREAT | O_EXCL, 0o600)
      guard made >= 0 else {
        throw Failure(
          message: "\(passwordFile) cannot be made: \(String(cString: strerror(errno))); nothing was changed")
      }
      let output = FileHandle(fileDescriptor: made, closeOnDealloc: true)
      do {
        try await make(people) { provisioner, person in
          let new = try await provisioner.addPrincipal(id: person.id, tenant: person.tenant, roles: person.roles)
          let line = [new.login, new.password.reveal(), new.principal, person.tenant ?? ""].joined(separator: ",")
          try output.write(contentsOf: Data((line + "\n").utf8))
        }
      } catch {
        if try output.offset() == 0 { try? FileManager.default.removeItem(atPath: passwordFile) }
        throw error
      }
      print("Made \(counted(people.count, "login")); their passwords are in \(passwordFile).")
    }

    /// Holds every line against the policy and the tenants, then makes one after the other.
    private func make(
      _ people: [PersonLine], _ one: (Provisioner, PersonLine) async throws -> Void
    ) async throws {
      try await options.run { provisioner in
        let tenants = Set(try await provisioner.tenants().filter { $0.state != .unprovisioned }.map(\.key))
        for person in people {
          do throws(ProvisioningError) {
            try provisioner.reachesAll(person.roles, for: person.tenant)
            if let tenant = person.tenant, !tenants.contains(tenant) { throw .notProvisioned(tenant) }
          } catch { throw Failure(message: "\(file):\(person.line): \(error); nothing was changed") }
        }
        for (index, person) in people.enumerated() {
          do { try await one(provisioner, person) } catch {
            let before = index == 0 ? "nothing was changed" : "the lines before it are done (\(index))"
            throw Failure(message: "\(file):\(person.line): \(error); \(before)", code: index == 0 ? 2 : 1)
          }
        }
      }
    }
  }
}

/// One line of a file of people.
private struct PersonLine {
  var line: Int
  var tenant: String?
  var roles: [String]
  var id: String?

  static func read(_ file: String) throws -> [PersonLine] {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
      throw Failure(message: "\(file) cannot be read as UTF-8 text")
    }
    var people: [PersonLine] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.trimmingCharacters(in: .whitespaces.union(.newlines))
      if line.isEmpty || line.hasPrefix("#") { continue }
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard fields.count == 2 || fields.count == 3, !line.contains("\"") else {
        throw Failure(message: "\(file):\(index + 1): a line is TENANT,ROLES or TENANT,ROLES,ID, without quotes")
      }
      func given(_ field: String) -> String? { field.isEmpty ? nil : field }
      people.append(
        PersonLine(
          line: index + 1, tenant: given(fields[0]), roles: fields[1].split(separator: " ").map(String.init),
          id: fields.count == 3 ? given(fields[2]) : nil))
    }
    guard !people.isEmpty else { throw Failure(message: "\(file) names nobody") }
    return people
  }
}
