import Catalog
import Database
package import Enforcement
package import Migration
package import SQLSyntax
package import Sandbox
package import SchemaModel

/// What a plan looks like once a server of the same major has it: the standard that installed objects are held against.
package enum Reference {
  /// Builds the application's own migrations and the plan in a database of its own, reads it, and takes it away again,
  /// roles included: nothing of it can fill a gap of what is judged.
  ///
  /// - Parameter written: How a statement is written down for that server.
  package static func snapshot(
    in sandbox: Sandbox, folder: MigrationFolder, plan: Plan, written: (Statement) -> String = { $0.sql }
  ) async throws(VerificationError) -> SchemaSnapshot {
    do {
      let superuser = try await Connection.open(sandbox.superuser)
      let before = Set(try await roles(superuser))
      let target = try await sandbox.createDatabase("bailiwick_reference")
      let connection = try await Connection.open(target)
      // What was written by hand may name the policy's roles, where it came after them; its tables are what the plan is for.
      let steps = Plan.empty.steps(to: plan)
      try await run(steps.filter(\.makesRoles), on: connection, written)
      let last = folder.files.lastIndex(where: \.isGenerated) ?? folder.files.endIndex
      try await run(folder.files[..<last], on: connection)
      try await run(steps.filter { !$0.makesRoles }, on: connection, written)
      try await run(folder.files[last...], on: connection)
      let snapshot = try await SchemaSnapshot.read(from: connection)
      await connection.close()
      try await sandbox.dropDatabase("bailiwick_reference")
      for role in try await roles(superuser) where !before.contains(role) {
        _ = try await superuser.run("DROP ROLE \(role)")
      }
      await superuser.close()
      return snapshot
    } catch let error as DatabaseError {
      throw .reference(error)
    } catch let error as CatalogError {
      throw .catalog(error)
    } catch { throw .unsupported("\(error)") }
  }

  /// Every role, as SQL names it.
  private static func roles(_ superuser: Connection) async throws(DatabaseError) -> [String] {
    try await superuser.run("SELECT pg_catalog.quote_ident(rolname) FROM pg_catalog.pg_roles").rows.compactMap { $0[0] }
  }

  private static func run(
    _ files: ArraySlice<MigrationFile>, on connection: Connection
  ) async throws(DatabaseError) {
    for file in files where !file.isGenerated { _ = try await connection.script("BEGIN;\n\(file.up)\n;COMMIT") }
  }

  private static func run(
    _ steps: [LayeredStep], on connection: Connection, _ written: (Statement) -> String
  ) async throws(DatabaseError) {
    // One message for all of it, and one transaction.
    let statements = ["BEGIN"] + steps.map { written($0.step.statement) } + ["COMMIT"]
    _ = try await connection.script(statements.joined(separator: ";\n"))
  }
}

extension LayeredStep {
  fileprivate var makesRoles: Bool { if case .createRoles = step.statement { true } else { false } }
}

extension SchemaSnapshot {
  /// The snapshot with every superuser under one name: who ran the migrations is no part of a plan.
  func withoutNamesOfSuperusers() -> SchemaSnapshot {
    let supers = Set(roles.filter { $0.attributes.contains("superuser") }.map(\.name))
    func owner(_ name: String) -> String { supers.contains(name) ? "(superuser)" : name }
    func grants(_ entries: [String]) -> [String] {
      entries.filter { entry in
        Grant(parsing: entry).map { grant in !(grant.role.map(supers.contains) ?? false) } ?? true
      }
    }
    var copy = self
    copy.tables = tables.map { table in
      var table = table
      table.owner = owner(table.owner)
      table.grants = grants(table.grants)
      return table
    }
    copy.objects = objects.map { object in
      var object = object
      object.owner = owner(object.owner)
      object.grants = grants(object.grants)
      return object
    }
    copy.objects = copy.objects.filter {
      $0.name != "bailiwick_ledger" && !["parameter", "system grant"].contains($0.kind) && !$0.isHarmlessSetting
    }.map { object in
      var object = object
      // A database goes by another name here, and whoever owns it holds everything on it.
      if object.kind == "database" {
        object.grants = object.grants.filter { Grant(parsing: $0).map { $0.role != object.owner } ?? true }
        (object.name, object.owner) = ("of this name", "")
      }
      // A setting is whose its database is.
      if object.kind == "setting" { object.owner = "" }
      // Default privileges are named after the role that makes objects.
      if object.kind == "default privileges", let role = supers.first(where: { object.name.hasPrefix("\($0) ") }) {
        object.name = "(superuser)" + object.name.dropFirst(role.count)
      }
      return object
    }
    copy.tables.removeAll { $0.name.schema == "bailiwick_ledger" }
    return copy
  }
}

extension SchemaObject {
  /// Whether it is a setting that changes nothing of who reaches what: a time zone, a cost. Those that do switch row security
  /// or triggers off, say what names mean, load code, or are custom ones, which a policy may trust.
  fileprivate var isHarmlessSetting: Bool {
    guard kind == "setting" else { return false }
    let setting = name.prefix { $0 != " " }
    let telling = [
      "row_security", "session_replication_role", "search_path", "role", "session_authorization",
      "session_preload_libraries", "local_preload_libraries", "dynamic_library_path",
    ]
    return !setting.contains(".") && !telling.contains(String(setting))
  }
}
