import Enforcement
import PolicyModel
import SQLSyntax
import SchemaModel
import Verification

/// Routines and functions: whose rights they have, what they ask before they act.
enum RoutineMutations {
  static let byKeyAlone = MutationOperator("write-key-alone", "a routine writes whatever row has the key it is given") {
    installed in
    installed.routines.compactMap { routine in
      let table = installed.tables.first { $0.name == routine.table }
      // Where no column tells the tenant, the rule may let its holders write every row.
      guard let table, table.tenantColumn != nil, let body = routine.body.byKeyAlone else { return nil }
      return rewritten(routine, body, in: installed)
    }
  }

  static let all: [MutationOperator] =
    [
      byKeyAlone,
      MutationOperator("invoker-for-definer", "a routine has its caller's rights") { installed in
        installed.options(.invoker) { $0.contains("SECURITY DEFINER") }
      },
      MutationOperator("definer-for-invoker", "a routine has its owner's rights") { installed in
        installed.options(.definer) { !$0.contains("SECURITY DEFINER") }
      },
      MutationOperator("path-open", "a routine looks names up where its caller says") { installed in
        installed.options(.openPath) { $0.contains("SET search_path") }
      },
      MutationOperator("leakproof", "a routine is taken for one that tells nothing of its arguments") { installed in
        installed.options(.leakproof) { !$0.contains("LEAKPROOF") }
      },
      MutationOperator("gate-open", "a routine acts for whoever is bound") { installed in
        installed.statements.compactMap { statement in
          guard case .createPromotionRoutine(let routine) = statement, let open = routine.open else { return nil }
          return promotion(open, "whoever is bound may")
        }
      },
      MutationOperator("support-unmarked", "what is held for support is given like any other role") { installed in
        installed.statements.compactMap { statement in
          guard case .createPromotionRoutine(let routine) = statement, let plain = routine.unmarked else { return nil }
          return promotion(plain, "knows of no role for support")
        }
      },
      MutationOperator("lifetime-longer", "sessions or support access may last longer than the policy says") {
        installed in
        installed.statements.compactMap { statement in
          switch statement {
          case .createSessionRoutine(.open(let principal, let tenant, let pool, let lifetime, let idle, let inPlace)):
            let routine = SessionRoutine.open(
              principal: principal, tenant: tenant, pool: pool, lifetime: lifetime * 100, idle: idle * 100,
              inPlace: inPlace)
            return .init(
              object: "function \(routine.name)", change: "a hundred times as long",
              statements: [.statement(.createSessionRoutine(routine))], names: ["function \(routine.name)"])
          case .createSessionRoutine(.openAnonymous(let tenant, let roles, let pool, let lifetime, let idle)):
            let routine = SessionRoutine.openAnonymous(
              tenant: tenant, roles: roles, pool: pool, lifetime: lifetime * 100, idle: idle * 100)
            return .init(
              object: "function \(routine.name)", change: "a hundred times as long",
              statements: [.statement(.createSessionRoutine(routine))], names: ["function \(routine.name)"])
          case .createPromotionRoutine(.openSupport(let terms, let longest)):
            return promotion(.openSupport(terms, longest: longest * 100), "a hundred times as long")
          default: return nil
          }
        }
      },
    ]
    + WeakenedRoutine.Loss.allCases.map { loss in
      MutationOperator("routine-\(loss.rawValue)", "a procedural routine: \(loss.words)") { installed in
        installed.statements.flatMap { $0.weakenedRoutines(for: installed.plan.dialect) }.filter { $0.loss == loss }
          .map { routine in
            .init(
              object: "function \(routine.name)", change: "without \(routine.lines)",
              statements: [.replaceRoutine(routine)], tables: routine.name.name == "bind" ? installed.telling : [],
              names: ["function \(routine.name)"])
          }
      }
    }
    + PredicateChange.all.flatMap { change in
      [
        MutationOperator("write-\(change.id)", "in a routine that writes \(change.sentence)") { installed in
          installed.routines.flatMap { routine -> [MutationOperator.Mutation] in
            routine.body.withWrongCondition(change).map { rewritten(routine, $0, in: installed) }
          }
        }
      ]
    } + [
      MutationOperator("default-function", "a default takes another part of the identity") { installed in
        func shown(_ query: Query) -> (column: String, alias: String?)? {
          if case .column(let column, let alias)? = query.items.first?.value { (column, alias) } else { nil }
        }
        return installed.functions.compactMap { name, type, query in
          guard let (column, alias) = shown(query) else { return nil }
          let other = column == "tenant_id" ? "principal_id" : "tenant_id"
          // Where persons and tenants are known by different types, the other part is no answer.
          guard installed.functions.contains(where: { $0.type == type && shown($0.query)?.column == other }) else {
            return nil
          }
          var wrong = query
          wrong.items = [.init(.column(other, of: alias))]
          return .init(
            object: "function \(name)", change: wrong.sql, statements: [.replaceFunction(name, returns: type, wrong)],
            tables: installed.telling, names: ["function \(name)"])
        }
      }
    ]

  private static func rewritten(
    _ routine: Routine, _ body: Routine.Body, in installed: Installed
  ) -> MutationOperator.Mutation {
    let (tables, cells) = installed.asked(aboutRoutine: routine.name)
    var copy = routine
    copy.body = body
    return .init(
      object: "function \(routine.name)", change: body.words, statements: [.statement(.createRoutine(copy))],
      tables: tables, cells: cells,
      names: ["function \(routine.name)"], layer: routine.table.map(MutatedLayer.routine))
  }

  private static func promotion(_ routine: PromotionRoutine, _ change: String) -> MutationOperator.Mutation {
    .init(
      object: "function \(routine.name)", change: change,
      statements: [.statement(.createPromotionRoutine(routine))], names: ["function \(routine.name)"])
  }
}

extension Installed {
  /// An option for each routine whose text, as the server printed it, is so.
  fileprivate func options(
    _ option: TamperingStatement.RoutineOption, where isSo: (String) -> Bool
  ) -> [MutationOperator.Mutation] {
    callables.compactMap { name, types in
      let text = found.objects.first { $0.kind == "function" && $0.name.hasPrefix("\(name)(") }?.text ?? ""
      guard isSo(text) else { return nil }
      // A caller of the cells has neither functions nor a search_path of its own.
      let isSilent = option == .leakproof || option == .openPath
      let (tables, cells) = isSilent ? ([], .all) : asked(aboutRoutine: name)
      return .init(
        object: "function \(name)", change: option.rawValue, statements: [.routine(name, types, option)],
        tables: tables, cells: cells,
        names: ["function \(name)", "is not as planned"])
    }
  }
}

extension WeakenedRoutine.Loss {
  fileprivate var words: String {
    switch self {
    case .check: "what it refuses it no longer refuses"
    case .condition: "one of its conditions is gone"
    case .end: "a setting outlives the transaction"
    case .setting: "a setting is not made"
    case .lock: "a row is judged without being locked"
    case .record: "what was done is not written down"
    }
  }
}

extension PromotionRoutine {
  /// With nobody refused; nil where nobody is judged.
  fileprivate var open: PromotionRoutine? { with { $0.allowed = .bool(true) } }
  /// Without roles for support; nil where there are none.
  fileprivate var unmarked: PromotionRoutine? {
    if case .grant(let terms) = self, !terms.supportRoles.isEmpty { return with { $0.supportRoles = [] } }
    return nil
  }

  private func with(_ change: (inout PromotionTerms) -> Void) -> PromotionRoutine? {
    func changed(_ terms: PromotionTerms) -> PromotionTerms {
      var terms = terms
      change(&terms)
      return terms
    }
    return switch self {
    case .grant(let terms): .grant(changed(terms))
    case .revoke(let terms): .revoke(changed(terms))
    case .openSupport(let terms, let longest): .openSupport(changed(terms), longest: longest)
    case .endSupport(let terms): .endSupport(changed(terms))
    case .keepRecord: nil
    }
  }
}
