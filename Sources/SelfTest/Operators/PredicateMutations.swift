import PolicyModel
import SQLSyntax
import SchemaModel

/// Conditions of row policies, USING and WITH CHECK apart: one part of each got wrong.
enum PredicateMutations {
  static let all: [MutationOperator] =
    PredicateChange.all.flatMap { change in
      [
        MutationOperator(
          "using-\(change.id)", "in USING of a policy \(change.sentence)", widening: change.isWidening
        ) { installed in
          installed.policies.flatMap { policy in
            (policy.using.map(change.variants) ?? []).map { wrong in
              policy.altered("USING (\(wrong.sql))") { $0.using = wrong }
            }
          }
        },
        MutationOperator(
          "check-\(change.id)", "in WITH CHECK of a policy \(change.sentence)", widening: change.isWidening
        ) { installed in
          installed.policies.flatMap { policy in
            (policy.check.map(change.variants) ?? []).map { wrong in
              policy.altered("WITH CHECK (\(wrong.sql))") { $0.check = wrong }
            }
          }
        },
      ]
    } + [
      MutationOperator("column-swapped", "a policy looks at another column of the same type") { installed in
        installed.policies.flatMap { policy in
          installed.wrongColumns(of: policy.table, in: policy.using).map { wrong in
            policy.altered("USING (\(wrong.sql))") { $0.using = wrong }
          }
            + installed.wrongColumns(of: policy.table, in: policy.check).map { wrong in
              policy.altered("WITH CHECK (\(wrong.sql))") { $0.check = wrong }
            }
        }
      },
      MutationOperator("role-added", "a condition takes one role more for one that may", widening: true) { installed in
        installed.policies.flatMap { policy in
          installed.moreRoles(in: policy.using).map { wrong in
            policy.altered("USING (\(wrong.sql))") { $0.using = wrong }
          }
            + installed.moreRoles(in: policy.check).map { wrong in
              policy.altered("WITH CHECK (\(wrong.sql))") { $0.check = wrong }
            }
        }
      },
      MutationOperator("role-forgotten", "a condition forgets one of the roles that may") { installed in
        installed.policies.flatMap { policy in
          installed.fewerRoles(in: policy.using).map { wrong in
            policy.altered("USING (\(wrong.sql))") { $0.using = wrong }
          }
        }
      },
    ]
}

extension Installed {
  /// Copies of a condition in which one column of the row is another of the same type.
  func wrongColumns(of table: QualifiedName, in expression: Expression?) -> [Expression] {
    guard let columns = found.table(table)?.columns else { return [] }
    return expression?.changingValues { part in
      guard case .column(let name, nil) = part, let column = columns.first(where: { $0.name == name }),
        let other = columns.first(where: { $0.name != name && $0.type == column.type && $0.notNull == column.notNull })
      else { return [] }
      return [.column(other.name)]
    } ?? []
  }

  /// Copies of a condition in which one list of roles has one more.
  func moreRoles(in expression: Expression?) -> [Expression] {
    let all = policy.roles.map(\.name)
    return expression?.changingValues { part in
      guard let listed = part.texts, listed.allSatisfy(all.contains),
        let other = all.first(where: { !listed.contains($0) })
      else { return [] }
      return [.texts(listed + [other])]
    } ?? []
  }

  /// Copies of a condition in which one list of roles has one less.
  func fewerRoles(in expression: Expression?) -> [Expression] {
    let all = policy.roles.map(\.name)
    return expression?.changingValues { part in
      guard let listed = part.texts, listed.count > 1, listed.allSatisfy(all.contains) else { return [] }
      return [.texts(Array(listed.dropLast()))]
    } ?? []
  }
}

extension Expression {
  /// The constants of an array of texts; nil where it is something else.
  var texts: [String]? {
    guard case .array(let parts) = self, !parts.isEmpty else { return nil }
    let texts = parts.compactMap { if case .literal(.text(let text)) = $0 { text } else { nil } }
    return texts.count == parts.count ? texts : nil
  }
}
