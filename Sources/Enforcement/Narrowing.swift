import Diagnostics
import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// Closes what PUBLIC and roles outside the policy hold; the way back grants what the snapshot recorded.
  mutating func narrow() {
    // TEMPORARY is no privilege of CockroachDB (parser).
    closeToPublic(
      "database", .database, can.dialect == .postgresql ? ["CONNECT", "TEMPORARY", "CREATE"] : ["CONNECT"],
      snapshot.objects.filter { $0.kind == "database" },
      can.dialect == .postgresql
        ? "No connection and no temporary objects but by grant" : "No connection but by grant")
    if can.dialect == .cockroachdb && !schemas.contains("public") { closeSharedSchema() }
    for schema in Set(schemas + ["public"]).sorted() {
      let object = snapshot.objects.filter { $0.kind == "schema" && $0.name == schema }
      if schema == "public" && !schemas.contains("public") && (object.isEmpty || can.dialect == .cockroachdb) {
        continue
      }
      closeToPublic(
        "schema \(schema)", .schema(schema), ["USAGE", "CREATE"], object,
        schemas.contains(schema)
          ? "The managed schema is closed to PUBLIC, whatever was granted before"
          : "Nothing to call, read or make in the schema that everybody shares")
    }
    for schema in schemas { closeContents(of: schema) }
    // On CockroachDB the owners of views and routines make nothing later either, but their defaults stood open.
    let makers =
      can.dialect == .postgresql
      ? [names.owner, Names.identityOwner]
      : [names.owner, Names.identityOwner, names.reader] + (hasRoutines ? [names.writer] : [])
    for role in [nil] + makers.map(Optional.some) {
      for kind in can.dialect == .postgresql ? [Statement.DefaultKind.routines, .types] : [.routines] {
        let whose = role.map { "of \($0)" } ?? "of whoever runs this"
        // The form with IN SCHEMA takes nothing back from PUBLIC (PostgreSQL, ALTER DEFAULT PRIVILEGES, notes).
        add(
          "defaults \(role ?? "runner") \(kind.rawValue)", .narrowing,
          .defaultPrivileges(of: role, kind, granted: false), undo: .defaultPrivileges(of: role, kind, granted: true),
          "Later \(kind == .routines ? "routines" : "types") \(whose) start closed",
          needs: role.map { ["role \($0)"] } ?? [])
      }
    }
    for schema in schemas {
      let object = snapshot.objects.first { $0.kind == "schema" && $0.name == schema }
      closeToOthers("schema \(schema)", .schema(schema), object?.grants ?? [], owner: object?.owner, .unknown)
    }
    for table in policy.tables {
      closeToOthers(
        "\(table.name)", .relation(table.name), table.table.grants, owner: table.table.owner, table.location)
    }
  }

  private mutating func closeToPublic(
    _ key: String, _ object: Securable, _ known: [String], _ recorded: [SchemaObject], _ purpose: String
  ) {
    let held = recorded.flatMap(\.grants).compactMap(Grant.init(parsing:))
      .filter { $0.role == nil && known.contains($0.privilege) }.compactMap { Privilege(rawValue: $0.privilege) }
      .sorted()
    let back =
      held.isEmpty
      ? []
      : [
        Step(.grant(held.map { PrivilegeSpec($0) }, on: [object], to: [.everybody]), "What PUBLIC held before")
      ]
    add(
      "closed \(key)", .narrowing,
      create: [Step(.revoke([.init(.all)], on: [object], from: [.everybody]), purpose, hazard: .closesAccess)],
      remove: back)
  }

  /// The schema that every database has is everybody's on CockroachDB, CREATE included (docs, authorization).
  private mutating func closeSharedSchema() {
    add(
      "closed schema public", .narrowing,
      create: [
        Step(
          .revoke([.init(.all)], on: [.schema("public")], from: [.everybody]),
          "Nothing to call, read or make in the schema that everybody shares", hazard: .closesAccess)
      ],
      remove: [
        Step(
          .grant([.init(.usage), .init(.create)], on: [.schema("public")], to: [.everybody]),
          "What PUBLIC holds by default")
      ])
  }

  /// Whether the engine has such a privilege: a snapshot of PostgreSQL may hold more than CockroachDB knows.
  private func isKnown(_ grant: Grant) -> Bool {
    let common = ["SELECT", "INSERT", "UPDATE", "DELETE", "USAGE", "CREATE"]
    return can.columnPrivileges || (grant.column == nil && common.contains(grant.privilege))
  }

  private mutating func closeContents(of schema: String) {
    let kinds: [(String, Securable)] = [
      ("tables", .allTables(schema: schema)), ("sequences", .allSequences(schema: schema)),
      ("routines", .allRoutines(schema: schema)),
    ]
    // On CockroachDB sequences are among the tables (docs, revoke); whether the parser takes REVOKE … ON ALL FUNCTIONS as
    // it takes GRANT was not asked, so it is said only where there are functions.
    let hasFunctions = snapshot.objects.contains {
      ["function", "procedure"].contains($0.kind) && $0.name.hasPrefix("\(schema).")
    }
    for (kind, object) in kinds
    where can.dialect == .postgresql || kind == "tables" || (kind == "routines" && hasFunctions) {
      // EXECUTE is PUBLIC's by default, so the way back opens all routines again; tables and sequences go back one by one.
      let back =
        kind == "routines"
        ? [Step(.grant([.init(.execute)], on: [object], to: [.everybody]), "What PUBLIC holds by default")] : []
      add(
        "closed \(kind) of \(schema)", .narrowing,
        create: [
          Step(
            .revoke([.init(.all)], on: [object], from: [.everybody]), "So are its \(kind)", hazard: .closesAccess)
        ], remove: back)
    }
  }

  /// Privileges that the policy does not give: each is taken, and granted again on the way back.
  private mutating func closeToOthers(
    _ key: String, _ object: Securable, _ grants: [String], owner: String?, _ location: SourceLocation
  ) {
    let isSchema = if case .schema = object { true } else { false }
    let held = grants.compactMap(Grant.init(parsing:)).filter {
      $0.role != owner && !($0.role == nil && isSchema) && isKnown($0)
    }
    for (role, grants) in Dictionary(grouping: held, by: \.role).sorted(by: { ($0.key ?? "") < ($1.key ?? "") }) {
      let grantee = role.map(Grantee.role) ?? .everybody
      var back: [Step] = []
      for grantable in [false, true] {
        let specs = Dictionary(grouping: grants.filter { $0.grantable == grantable }, by: \.privilege)
          .sorted { $0.key < $1.key }.flatMap { name, grants -> [PrivilegeSpec] in
            guard let privilege = Privilege(rawValue: name) else { return [] }
            let columns = grants.compactMap(\.column).sorted()
            let whole = columns.count < grants.count ? [PrivilegeSpec(privilege)] : []
            return whole + (columns.isEmpty ? [] : [PrivilegeSpec(privilege, columns)])
          }
        if !specs.isEmpty {
          back.append(
            Step(
              .grant(specs, on: [object], to: [grantee], grantable: grantable),
              "What \(role.map { "\"\($0)\"" } ?? "PUBLIC") held before"))
        }
      }
      // PUBLIC's privileges on tables are taken by the statement for the whole schema.
      let take = role.map {
        [
          Step(
            .revoke([.init(.all)], on: [object], from: [.role($0)]), "\"\($0)\" is no role of the policy",
            location, hazard: .closesAccess)
        ]
      }
      add("closed \(key) to \(role ?? "PUBLIC")", .narrowing, create: take ?? [], remove: back)
    }
  }
}
