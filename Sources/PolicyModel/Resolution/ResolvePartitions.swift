import Diagnostics
import SchemaModel

extension Resolver {
  /// The partitions and heirs of which no clause says whose they are, with the tables that they are parts of.
  ///
  /// Statements that name the parent are judged by the parent's policies alone, so a part needs no rule; by its own name
  /// nobody has any business with it. It counts where its schema is managed, or is its parent's.
  func parts(but named: Set<QualifiedName>) -> [QualifiedName: [QualifiedName]] {
    let managed = Set(policy.schemas.map(\.name))
    var parts: [QualifiedName: [QualifiedName]] = [:]
    for table in snapshot.tables where !named.contains(table.name) && owners[table.name] == nil {
      let near = table.inherits.filter { managed.contains(table.name.schema) || $0.schema == table.name.schema }
      if !near.isEmpty { parts[table.name] = near }
    }
    return parts
  }

  /// The classification of a part: its parent's. Nil while that is not known, and for parts of the tenants' own table.
  func owner(ofPart parents: [QualifiedName]) -> Owner? {
    guard let parent = parents.first(where: { owners[$0] != nil }), let theirs = owners[parent],
      theirs.classification != .tenants
    else { return nil }
    return Owner(
      classification: theirs.classification, why: "it is a part of \(parent) and belongs as that does",
      location: theirs.location, basis: .parent, partOf: parent)
  }
}
