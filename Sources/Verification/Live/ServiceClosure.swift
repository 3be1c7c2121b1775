import PolicyModel
import SchemaModel

/// What the login of a pool or an authenticator may be besides: nothing. All who share it would have that as well.
struct ServiceClosure {
  let policy: ResolvedPolicy
  let found: SchemaSnapshot

  private var pool: String { "\(policy.name)__pool" }
  private var authenticator: String { "\(policy.name)__authenticator" }

  /// The groups of services that a login reaches, itself or through others.
  func groups(of role: DatabaseRole) -> [String] {
    guard policy.bindings.pooled else { return [] }
    let held = Set(found.closure(of: role.name).map(\.name))
    return [pool, authenticator].filter(held.contains)
  }

  /// A finding for all that a service has beyond its group.
  func findings(_ role: DatabaseRole, _ groups: [String]) -> [StructuralFinding] {
    let kind = groups.first == pool ? "pool" : "authenticator"
    func finding(_ text: String) -> StructuralFinding { .init("\(kind) \(role.name) \(text)") }
    var lines: [StructuralFinding] = []
    if groups.count > 1 {
      lines.append(finding("is an authenticator too: whoever injects SQL into a request opens sessions"))
    }
    if role.attributes.contains("createdb") { lines.append(finding("has CREATEDB")) }
    // A group that leads to the service's own is a way there; what it leads to besides is a finding of its own.
    let others = found.closure(of: role.name).map(\.name).filter { name in
      name != role.name && !groups.contains(name)
        && Set(found.closure(of: name).map(\.name)).isDisjoint(with: groups)
    }
    lines += others.map { finding("is a member of \($0), so everybody who shares it has those rights") }
    lines += role.settings.map { finding("has the setting \($0), with which all its connections start") }
    return lines
  }
}
