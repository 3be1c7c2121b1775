package import PolicyModel
package import SchemaModel

/// What a case asks about: by which binding, in whose SQL, on which server. A run has so many of each.
package struct FuzzKind: Hashable, Sendable {
  /// How callers prove who they are; of two bindings the one that shares a login.
  package var binding: BindingKind
  /// Whose SQL is installed; PostgreSQL executes it in either case.
  package var rendering: Engine.Product
  /// The major version of the server.
  package var major: Int

  /// Every kind on servers of these versions, in the order in which they are printed.
  package static func all(on majors: [Int]) -> [FuzzKind] {
    majors.flatMap { major in
      Engine.Product.allCases.flatMap { rendering in
        BindingKind.allCases.map { FuzzKind(binding: $0, rendering: rendering, major: major) }
      }
    }
  }

  /// For people.
  package var words: String {
    "PostgreSQL \(major), \(rendering == .postgresql ? "its own SQL" : "SQL for CockroachDB"), \(binding.plural)"
  }
}

extension FuzzCase {
  func kind(on major: Int) -> FuzzKind {
    FuzzKind(
      binding: policy.bindings.last?.binding.kind ?? .login, rendering: engine?.product ?? .postgresql, major: major)
  }
}
