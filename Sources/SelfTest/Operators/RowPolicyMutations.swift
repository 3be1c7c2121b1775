import PolicyModel
import SQLSyntax
import SchemaModel
import Verification

/// Row policies: gone, wider, of the other kind, about others.
enum RowPolicyMutations {
  static let all: [MutationOperator] = [
    MutationOperator("restriction-dropped", "a restrictive policy is gone: floor or requirement", widening: true) {
      installed in
      installed.policies.filter(\.restrictive).map { $0.dropped }
    },
    MutationOperator("rule-dropped", "a permissive policy is gone, and with it what somebody may do") { installed in
      installed.policies.filter { !$0.restrictive }.map { $0.dropped }
    },
    MutationOperator("restriction-using-open", "USING of a restrictive policy holds for every row", widening: true) {
      installed in
      installed.policies.filter(\.restrictive).compactMap { $0.open(using: true, check: false) }
    },
    MutationOperator("restriction-check-open", "WITH CHECK of a restrictive policy holds for every row", widening: true)
    { installed in
      installed.policies.filter(\.restrictive).compactMap { $0.open(using: false, check: true) }
    },
    MutationOperator("rule-using-open", "USING of a permissive policy holds for every row", widening: true) {
      installed in
      installed.policies.filter { !$0.restrictive }.compactMap { $0.open(using: true, check: false) }
    },
    MutationOperator("rule-check-open", "WITH CHECK of a permissive policy holds for every row", widening: true) {
      installed in
      installed.policies.filter { !$0.restrictive }.compactMap { $0.open(using: false, check: true) }
    },
    MutationOperator("permissive-for-restrictive", "what restricts grants", widening: true) { installed in
      installed.policies.filter(\.restrictive).map { policy in
        policy.remade("grants instead of restricting") { $0.restrictive = false }
      }
    },
    MutationOperator("restrictive-for-permissive", "what grants restricts") { installed in
      installed.policies.filter { !$0.restrictive }.map { policy in
        policy.remade("restricts instead of granting") { $0.restrictive = true }
      }
    },
    MutationOperator("rule-to-public", "a permissive policy is everybody's", widening: true) { installed in
      installed.policies.filter { !$0.restrictive }.map { policy in
        policy.altered("is TO PUBLIC") { $0.grantees = [.everybody] }
      }
    },
    MutationOperator("restriction-to-one", "a restrictive policy binds one role alone", widening: true) { installed in
      installed.policies.filter(\.restrictive).map { policy in
        policy.altered("binds \(installed.lowest) alone") { $0.grantees = [.role(installed.lowest)] }
      }
    },
    MutationOperator("rule-of-another-role", "a permissive policy is another role's") { installed in
      installed.policies.filter { !$0.restrictive }.compactMap { policy in
        installed.requestRoles.first { !policy.grantees.contains(.role($0)) }.map { role in
          policy.altered("is TO \(role)") { $0.grantees = [.role(role)] }
        }
      }
    },
    MutationOperator("rule-for-all", "a permissive policy for one command is for all of them", widening: true) {
      installed in
      installed.policies.filter { !$0.restrictive && $0.command != .all }.map { policy in
        policy.remade("is FOR ALL") { $0.command = .all }
      }
    },
    MutationOperator("restriction-for-select", "a restrictive policy judges reading alone", widening: true) {
      installed in
      installed.policies.filter { $0.restrictive && $0.using != nil && $0.command != .select }.map { policy in
        policy.remade("is FOR SELECT") { ($0.command, $0.check) = (.select, nil) }
      }
    },
    MutationOperator("check-as-using", "WITH CHECK of an update is forgotten, so USING stands for it") { installed in
      installed.policies.filter { $0.using != nil && $0.check != nil && $0.check != $0.using }.map { policy in
        policy.remade("has no WITH CHECK of its own") { $0.check = nil }
      }
    },
    MutationOperator(
      "careless-policy-added", "a policy for everybody and every row stands beside the others", widening: true
    ) {
      installed in
      installed.tables.map { table in
        let policy = RowPolicy(
          "careless", on: table.name, for: .all, to: [.everybody], using: .bool(true), check: .bool(true))
        return .init(
          object: policy.words, change: "USING (true) for all",
          statements: [.statement(.createPolicy(policy))], tables: [table.name], names: policy.names)
      }
    },
  ]
}

extension RowPolicy {
  /// As people call it.
  var words: String { "policy \(name) of \(table)" }
  /// What a finding about it says.
  var names: [String] { ["\(table): ", "policy \(name) "] }

  /// The cells in which it is consulted: what is seen bears on all other commands.
  private var cells: CellChoice {
    switch command {
    case .all, .select: .all
    case .insert: .command(.insert)
    case .update: .command(.update)
    case .delete: .command(.delete)
    }
  }

  /// Which layer it is.
  private var layer: MutatedLayer { restrictive ? .restriction(table) : .rule(table) }

  var dropped: MutationOperator.Mutation {
    .init(
      object: words, change: "dropped", statements: [.statement(.dropPolicy(name, on: table))], tables: [table],
      cells: cells, names: names, layer: layer)
  }

  /// With a part that holds for every row; nil where it has no such part, or it does already.
  func open(using: Bool, check: Bool) -> MutationOperator.Mutation? {
    var policy = self
    if using && self.using != nil { policy.using = .bool(true) }
    if check && self.check != nil { policy.check = .bool(true) }
    guard policy != self else { return nil }
    return .init(
      object: words, change: "\(using ? "USING" : "WITH CHECK") (true)", statements: [.statement(.alterPolicy(policy))],
      tables: [table], cells: cells, names: names, layer: layer)
  }

  /// Changed in place.
  func altered(_ change: String, _ body: (inout RowPolicy) -> Void) -> MutationOperator.Mutation {
    var policy = self
    body(&policy)
    return .init(
      object: words, change: change, statements: [.statement(.alterPolicy(policy))], tables: [table], cells: cells,
      names: names, layer: layer)
  }

  /// Changed in what ALTER POLICY cannot change.
  func remade(_ change: String, _ body: (inout RowPolicy) -> Void) -> MutationOperator.Mutation {
    var policy = self
    body(&policy)
    // What has a condition for rows that are seen alone, and what has one for rows that result alone, have the same for both.
    switch policy.command {
    case .insert: (policy.using, policy.check) = (nil, policy.check ?? policy.using)
    case .select, .delete: (policy.using, policy.check) = (policy.using ?? policy.check, nil)
    case .all, .update: policy.using = policy.using ?? policy.check
    }
    return .init(
      object: words, change: change,
      statements: [.statement(.dropPolicy(name, on: table)), .statement(.createPolicy(policy))], tables: [table],
      cells: policy.command == command ? cells : .all, names: names, layer: layer)
  }
}
