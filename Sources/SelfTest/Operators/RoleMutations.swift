import Enforcement
import PolicyModel
import SQLSyntax
import SchemaModel

/// Roles, which belong to the cluster: each mutant is taken back, and nothing else is asked meanwhile.
enum RoleMutations {
  static let all: [MutationOperator] =
    TamperingStatement.RoleAttribute.allCases.map { attribute in
      MutationOperator(
        "role-\(attribute.rawValue.lowercased())",
        "a role of the plan has the attribute \(attribute.rawValue), or has lost it"
      ) { installed in
        installed.plan.roles.sorted().map { role in
          // Every role that requests run as inherits; the owners do not.
          let held = installed.attributes(of: role).contains("noinherit") == false && attribute == .inherit
          return .init(
            object: "role \(role)", change: (held ? "NO" : "") + attribute.rawValue,
            statements: [.attribute(role, attribute, !held)], undo: [.attribute(role, attribute, held)],
            tables: held || attribute.outranksPolicies && installed.owners.contains(role) ? installed.telling : [],
            names: ["role \(role) is "])
        }
      }
    } + [
      MutationOperator("membership-added", "a role is a member of another one") { installed in
        installed.requestRoles.flatMap { member in
          installed.requestRoles.filter {
            $0 != member && !installed.isMember($0, of: member) && !installed.isMember(member, of: $0)
          }
          .map { membership(member, in: $0, installed.ruled(by: [$0])) }
        }
      },
      MutationOperator("membership-of-owner", "a role of requests is a member of an owner") { installed in
        installed.owners.map { membership(installed.lowest, in: $0, installed.telling) }
      },
      MutationOperator("membership-of-server", "a role of requests is a member of one that reads everything") {
        installed in
        ["pg_read_all_data", "pg_write_all_data"].map { membership(installed.lowest, in: $0, installed.telling) }
      },
      MutationOperator("membership-gone", "a role lacks what it inherits") { installed in
        installed.memberships.map { member, role in
          .init(
            object: "role \(member)", change: "is no member of \(role)",
            statements: [.statement(.revokeRole(role, from: member))], undo: [.statement(.grantRole(role, to: member))],
            tables: installed.ruled(by: [role]), names: ["role \(member) is no member of \(role)"])
        }
      },
      MutationOperator("admin-option", "a role may give to anybody what it is a member of") { installed in
        installed.memberships.map { member, role in
          .init(
            object: "role \(member)", change: "has \(role) WITH ADMIN OPTION",
            statements: [.adminOption(on: role, of: member, true)],
            undo: [.adminOption(on: role, of: member, false)], names: ["role \(member) ", role, "ADMIN"])
        }
      },
      MutationOperator("role-setting", "sessions of a role begin with a setting") { installed in
        installed.requestRoles.flatMap { role -> [MutationOperator.Mutation] in
          let settings: KeyValuePairs = ["row_security": "off", "search_path": "pg_temp, public"]
          return settings.map { (name: String, value: String) in
            .init(
              object: "role \(role)", change: "SET \(name) = \(value)", statements: [.roleSetting(role, name, value)],
              undo: [.roleSetting(role, name, nil)], names: ["role \(role) has the setting \(name)"])
          }
        }
      },
      MutationOperator("parameter-granted", "a role may switch triggers and keys off for itself") { installed in
        installed.requestRoles.map { role in
          .init(
            object: "role \(role)", change: "may SET session_replication_role",
            statements: [.parameter("session_replication_role", of: role, true)],
            undo: [.parameter("session_replication_role", of: role, false)],
            names: ["session_replication_role", "\(role)=SET"])
        }
      },
    ]

  private static func membership(
    _ member: String, in role: String, _ tables: Set<QualifiedName>
  ) -> MutationOperator.Mutation {
    .init(
      object: "role \(member)", change: "is a member of \(role)",
      statements: [.statement(.grantRole(role, to: member))],
      undo: [.statement(.revokeRole(role, from: member))], tables: tables,
      names: ["role \(member) is a member of \(role)"])
  }
}

extension TamperingStatement.RoleAttribute {
  /// Whether no policy binds a role that has it. Members do not inherit it (PostgreSQL, "Role Membership"), so it shows of
  /// roles that something runs as: the owners of views and routines.
  fileprivate var outranksPolicies: Bool { self == .superuser || self == .bypassRowSecurity }
}

extension Installed {
  fileprivate func attributes(of role: String) -> [String] { found.roles.first { $0.name == role }?.attributes ?? [] }

  /// The tables on which one of the roles may do something.
  fileprivate func ruled(by roles: [String]) -> Set<QualifiedName> {
    Set(tables.filter { $0.rules.contains { roles.contains("\(policy.name)_\($0.role)") } }.map(\.name))
  }

  fileprivate func isMember(_ member: String, of role: String) -> Bool {
    memberships.contains { $0.member == member && ($0.role == role || isMember($0.role, of: role)) }
  }
}
