import Enforcement
import PolicyModel
import SQLSyntax
import SchemaModel
import Verification

/// Views: what they filter, what they mask, as whom they run.
enum ViewMutations {
  static let all: [MutationOperator] =
    [
      MutationOperator("barrier-off", "a caller's own function sees rows before the view's condition does") {
        installed in
        installed.views.map { option(.barrier, false, $0.name, []) }
      },
      MutationOperator("invoker-on", "a view runs as whoever reads it") { installed in
        installed.views.map { option(.invoker, true, $0.name, installed.asked(about: $0.name)) }
      },
      MutationOperator("mask-gone", "a column that is masked or hidden is shown to everybody") { installed in
        installed.replacing { query in
          query.changingItems { item in
            // The type stays as it is, with its length: a view's columns cannot change theirs.
            if case .when(let condition, let value, let otherwise) = item, condition != .bool(true) {
              [.when(.bool(true), then: value, otherwise: otherwise)]
            } else {
              []
            }
          }
        }
      },
      MutationOperator("mask-inverted", "a column is shown to those alone from whom it is withheld") { installed in
        installed.replacing { query in
          query.changingItems { item in
            if case .when(let condition, let value, let otherwise) = item {
              [.when(.not(condition), then: value, otherwise: otherwise)]
            } else {
              []
            }
          }
        }
      },
      MutationOperator("mask-shorter", "a mask shows a character more") { installed in
        installed.replacing { query in
          query.changingItems { item in
            item.changingValues { part in
              if case .literal(.integer(let number)) = part, number > 1 { [.literal(.integer(number + 1))] } else { [] }
            }
          }
        }
      },
      MutationOperator("mask-role-added", "one role more sees what is masked or hidden") { installed in
        installed.replacing { query in query.changingItems { installed.moreRoles(in: $0) } }
      },
      MutationOperator("view-open", "a view shows every row") { installed in
        installed.replacing { [$0.opened] }
      },
    ]
    + PredicateChange.all.map { change in
      MutationOperator("view-\(change.id)", "in a view \(change.sentence)") { installed in
        installed.replacing(change.variants)
      }
    }

  private static func option(
    _ option: TamperingStatement.ViewOption, _ value: Bool, _ view: QualifiedName, _ tables: Set<QualifiedName>
  ) -> MutationOperator.Mutation {
    .init(
      object: "view \(view)", change: "\(option.rawValue) = \(value)", statements: [.view(view, option, value)],
      tables: tables, cells: .command(.select), names: ["view \(view) is not as planned"])
  }
}

extension Installed {
  /// Each view with each wrong copy of its query.
  func replacing(_ change: (Query) -> [Query]) -> [MutationOperator.Mutation] {
    views.flatMap { name, query in
      change(query).filter { $0 != query }.map { wrong in
        .init(
          object: "view \(name)", change: query.difference(to: wrong), statements: [.replaceView(name, wrong)],
          tables: asked(about: name), cells: .command(.select), names: ["view \(name) is not as planned"],
          layer: plan.views.first { $0.value == name }.map { .view($0.key) })
      }
    }
  }
}

extension Query {
  /// What is other in another query, in few words.
  func difference(to other: Query) -> String {
    if items != other.items, let (_, new) = zip(items, other.items).first(where: { $0 != $1 }) {
      return Query([new]).sql
    }
    for (mine, others) in zip(from, other.from) where mine != others {
      switch others.join {
      case .first: break
      case .inner(let condition), .left(let condition): return "JOIN \(others.relation) ON \(condition.sql)"
      }
    }
    if condition != other.condition { return "WHERE \(other.condition?.sql ?? "true")" }
    return other.unionAll.map(\.sql).joined(separator: " UNION ALL ")
  }
}
