/// What a folder and a ledger, held against each other, leave to do: no database is needed to decide it.
package struct MigrationState: Sendable, Hashable {
  /// Applied migrations with their files, in order.
  package var applied: [MigrationFile]
  /// Migrations to apply, in order.
  package var pending: [MigrationFile]

  /// - Throws: ``MigrationError`` for an edited file, a migration that only the database knows, or a gap.
  package init(folder: MigrationFolder, ledger: [LedgerEntry]) throws(MigrationError) {
    applied = []
    for entry in ledger {
      guard let file = folder.files.first(where: { $0.version == entry.version }) else {
        throw .unknown(version: entry.version, name: entry.name)
      }
      guard file.checksum == entry.checksum else { throw .edited(file.path) }
      applied.append(file)
    }
    let known = Set(applied.map(\.version))
    pending = folder.files.filter { !known.contains($0.version) }
    if let last = applied.compactMap({ Int($0.version) }).max(),
      let missing = pending.first(where: { Int($0.version) ?? 0 < last }),
      let newest = applied.first(where: { Int($0.version) == last })
    {
      throw .gap(missing: missing.path, applied: newest.path)
    }
  }
}
