/// Every kind of mutation, one family a file.
package enum AllOperators {
  /// Those of single layers.
  package static let alone: [MutationOperator] =
    RowPolicyMutations.all + PredicateMutations.all + RowSecurityMutations.all + GrantMutations.all
    + IdentityTableMutations.all + RoleMutations.all + OwnerMutations.all + ViewMutations.all + RoutineMutations.all
    + KeyMutations.all + AdditionMutations.all

  /// Every mutant of what is installed, single layers first.
  package static func mutants(of installed: Installed) -> [Mutant] {
    alone.flatMap { $0.mutants(of: installed) } + LayerPairs.pairs(of: installed)
  }
}
