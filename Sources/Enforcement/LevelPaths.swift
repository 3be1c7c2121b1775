import Diagnostics
import PolicyModel
import SQLSyntax
import SchemaModel

extension Compiler {
  /// A table whose rows others lead through to a level, and how it goes on from there.
  private struct Station: Hashable {
    var level: String
    var table: QualifiedName
    /// What its rows are named by.
    var key: String
    /// Nil where its own column says at what of the level it is.
    var path: LevelPath?
    var column: String

    init(_ level: String, _ path: LevelPath) {
      (self.level, table, key) = (level, path.first.parent, path.first.parentKey)
      (self.path, column) = (path.rest, path.column)
    }
  }

  /// Where rules of roles of a level lead through, each once, in the order of tables.
  private var stations: [Station] {
    var found: [Station] = []
    for table in policy.tables {
      for level in policy.levels {
        guard let path = table.levelPaths[level.name],
          table.rules.contains(where: { self.level($0.role) == level.name })
        else { continue }
        let station = Station(level.name, path)
        if !found.contains(station) { found.append(station) }
      }
    }
    return found
  }

  /// Which parents are where whoever asks holds a role: a view or, where a policy may hold no subquery, a function for each
  /// role. Either belongs to the identity's owner, who reads the parents of the acting tenant, since whoever holds a role
  /// need not see them.
  mutating func addLevelPaths() {
    for station in stations {
      let at = policy.levels.first { $0.name == station.level }?.location ?? .unknown
      guard can.subqueryInPolicy else {
        for role in levelRoles where level(role) == station.level { addPlacedFunction(station, role) }
        continue
      }
      let name = Names.placed(station.table, by: station.key, at: station.level)
      var query = placed(station, Site(row: nil, asks: .subqueries))
      query.items = [.init(.column("role", of: "h")), .init(.column(station.key, of: "p1"), as: "row_key")]
      add(
        "view \(name)", .keys,
        create: [
          Step(
            .createView(name, query), "Which rows of \(station.table) are at a \(station.level) where roles are held",
            at),
          ownedByIdentity(.view(name)),
        ], remove: [Step(.dropView(name), "Takes back the view \(name)", at)],
        needs: ["view \(Names.identity)", "view \(Names.holdings)"] + stationColumns(station))
    }
  }

  private mutating func addPlacedFunction(_ station: Station, _ role: String) {
    guard let key = policy.table(station.table)?.table.column(station.key), let type = SQLType(catalog: key.type) else {
      return
    }
    let name = Names.placed(station.table, by: station.key, as: role)
    let location = policy.role(role)?.location ?? .unknown
    var query = placed(station, Site(row: nil, asks: .joined("i")))
    query.items = [.init(.call(.arrayAggregate, [.column(station.key, of: "p1")]))]
    let roles = holders(role).filter { level($0) != nil }
    query.condition = .all(
      [query.condition].compactMap(\.self) + [.equalsAny(.column("role", of: "h"), .texts(roles))])
    add(
      "function \(name)", .keys,
      create: [
        Step(
          .createRoutine(Routine(name, returns: .value(.array(type)), .query(query))),
          "Which rows of \(station.table) are where \"\(role)\" is held, or a role that inherits it", location),
        Step(
          .revoke([.init(.execute)], on: [.routine(name)], from: [.everybody]), "EXECUTE is PUBLIC's by default"),
        ownedByIdentity(.routine(name)),
      ], remove: [Step(.dropRoutine(name, []), "Takes back the function \(name)", location)],
      needs: ["view \(Names.identity)", "view \(Names.holdings)"] + stationColumns(station))
  }

  /// What is held, joined with the last parent, and so back to the station's own rows, `p1`; all of the acting tenant, and as
  /// their tables require.
  private func placed(_ station: Station, _ site: Site) -> Query {
    let hops = station.path?.hops ?? []
    let tables = [station.table] + hops.map(\.parent)
    func counts(_ place: Int) -> [Expression] {
      guard let table = policy.table(tables[place]), let tenant = table.tenantColumn else { return [.bool(false)] }
      let row = Site(row: "p\(place + 1)", asks: site.asks)
      return [.binary(row.column(tenant), .equal, site.identity("tenant_id"))]
        + table.requires.map { requirement($0, row, table.table) }
    }
    var from: [Query.Source] =
      switch site.asks {
      case .joined(let alias):
        [.init(Names.identity, alias), .init(Names.holdings, "h", join: .inner(on: .bool(true)))]
      case .subqueries, .functions: [.init(Names.holdings, "h")]
      }
    for place in tables.indices.reversed() {
      let alias = "p\(place + 1)"
      let on: Expression =
        place == tables.count - 1
        ? .binary(.column(station.column, of: alias), .equal, .column("level_id", of: "h"))
        : .binary(
          .column(hops[place].child, of: alias), .equal, .column(hops[place].parentKey, of: "p\(place + 2)"))
      from.append(.init(tables[place], alias, join: .inner(on: .all([on] + counts(place)))))
    }
    return Query([], from: from)
  }

  /// The tables that a station's way leads through, itself first.
  private func tables(of station: Station) -> [ResolvedTable] {
    ([station.table] + (station.path?.hops.map(\.parent) ?? [])).compactMap(policy.table)
  }

  private func stationColumns(_ station: Station) -> [String] { tables(of: station).flatMap(columnKey) }

  private var tablesOnTheWay: [ResolvedTable] {
    let names = Set(stations.flatMap { tables(of: $0) }.map(\.name))
    return policy.tables.filter { names.contains($0.name) }
  }

  /// Whether rows of other tables are at a level by rows of this one.
  func leadsToLevel(_ table: ResolvedTable) -> Bool { tablesOnTheWay.contains { $0.name == table.name } }

  /// The identity's owner reads the acting tenant's rows, under what holds for everybody besides.
  mutating func addLevelPathRules() {
    for table in tablesOnTheWay {
      guard let tenant = table.tenantColumn else { continue }
      addPolicy(
        RowPolicy(
          "levels", on: table.name, for: .select, to: [.role(Names.identityOwner)],
          using: .binary(.column(tenant), .equal, site.identity("tenant_id")), check: nil), .rules,
        "Rows of other tables are at a level by rows of \(table.name)", table.location)
    }
  }

  mutating func grantLevelPaths(to readers: [String]) {
    for station in stations {
      let purpose = "What is held leads through \(station.table), for policies that run as the caller"
      if can.subqueryInPolicy {
        grant(
          .select, on: .relation(Names.placed(station.table, by: station.key, at: station.level)), to: readers, purpose)
      } else {
        for role in levelRoles where level(role) == station.level {
          grant(
            .execute, on: .routine(Names.placed(station.table, by: station.key, as: role)), to: readers, purpose)
        }
      }
    }
    let owner = [Names.identityOwner]
    for table in tablesOnTheWay {
      grant(.usage, on: .schema(table.name.schema), to: owner, "The identity's owner looks inside the schema")
      let columns = stations.flatMap { station -> [String] in
        let hops = station.path?.hops ?? []
        return (station.table == table.name ? [station.key] : [])
          + zip([station.table] + hops.map(\.parent), hops).filter { $0.0 == table.name }.map { $0.1.child }
          + hops.filter { $0.parent == table.name }.map(\.parentKey)
          + ((hops.last?.parent ?? station.table) == table.name ? [station.column] : [])
      }
      let read = Set(
        columns + [table.tenantColumn].compactMap(\.self) + table.requires.flatMap(\.predicate.columns)
      ).sorted()
      grant(
        .select, can.columnPrivileges ? read : nil, on: .relation(table.name), to: owner,
        "Rows of other tables are at a level by rows of \(table.name)", table.location)
    }
  }

  /// Whether the row, at what of the level its parents are, is where one of the roles is held; the roles are given closed
  /// under inheritance.
  func isPlaced(_ path: LevelPath, _ level: String, by roles: [String], _ site: Site) -> Expression {
    let value = site.column(path.first.child)
    let (parent, key) = (path.first.parent, path.first.parentKey)
    if can.subqueryInPolicy {
      return .equalsAny(
        value,
        .arrayQuery(
          Query(
            [.init(.column("row_key", of: "v"))], from: [.init(Names.placed(parent, by: key, at: level), "v")],
            where: .equalsAny(.column("role", of: "v"), .texts(roles)))))
    }
    let first = roles.filter { role in !roles.contains { $0 != role && holders($0).contains(role) } }
    return .any(first.map { .equalsAny(value, .routine(Names.placed(parent, by: key, as: $0), [])) })
  }

  /// What policies, views and routines of the table stand on.
  func levelPathObjects(_ name: QualifiedName) -> [String] {
    guard let table = policy.table(name) else { return [] }
    return policy.levels.flatMap { level -> [String] in
      guard let path = table.levelPaths[level.name] else { return [] }
      let station = Station(level.name, path)
      guard stations.contains(station) else { return [] }
      if can.subqueryInPolicy { return ["view \(Names.placed(station.table, by: station.key, at: level.name))"] }
      return levelRoles.filter { self.level($0) == level.name }.map {
        "function \(Names.placed(station.table, by: station.key, as: $0))"
      }
    }
  }
}
