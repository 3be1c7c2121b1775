import AccessModel
import CanonicalJSON
import Diagnostics
import Enforcement
import PolicyModel
import SchemaModel

extension ShownAccess {
  /// Everything that the text says, for programs.
  var json: JSONValue {
    let refusals: [Diagnostic] = if case .failure(let error) = paths { error.diagnostics } else { [] }
    return .object([
      "format": .string("bailiwick-show"), "version": .integer(1), "policy": .string(policy.name),
      "engine": .string("\(engine)"), "bindings": .array(declared.map(\.json)),
      "roles": .array(policy.roles.map(\.json)),
      "tables": .array(policy.tables.map(\.json)), "access": .array(matrix.map(json)),
      "refusals": .array(refusals.map(\.json)),
    ])
  }

  private func json(_ cell: MatrixCell) -> JSONValue {
    var (ways, pooled): (JSONValue?, JSONValue?)
    if case .success(let paths) = paths, let role = policy.role(cell.role) {
      if policy.bindings.login { ways = .array(paths.own(cell, role).map(\.json)) }
      if policy.bindings.pooled { pooled = .array(paths.shared(cell, role).map(\.json)) }
    }
    return .object(compacting: [
      "role": .string(cell.role), "table": cell.table.json, "command": cell.command.json, "rows": .string(cell.rows),
      "everyRow": .bool(cell.everyRow), "columns": cell.command == .delete ? nil : texts(cell.columns),
      "hidden": cell.hidden.isEmpty ? nil : texts(cell.hidden),
      "masked": cell.masked.isEmpty ? nil : texts(cell.masked), "at": place(cell.location), "ways": ways,
      "pooledWays": pooled,
    ])
  }
}

extension ResolvedRole {
  fileprivate var json: JSONValue {
    .object(compacting: [
      "role": .string(name), "reach": reach.json, "has": texts(closure),
      "anonymous": anonymous ? .bool(true) : nil, "at": place(location),
    ])
  }
}

extension ResolvedTable {
  fileprivate var json: JSONValue {
    let (kind, path): (String, [Hop]?) =
      switch classification {
      case .tenants: ("tenants", nil)
      case .owned(_, .column): ("owned by column", nil)
      case .owned(_, .generated(let path)): ("owned through", path)
      case .personal: ("personal", nil)
      case .shared: ("shared", nil)
      case .internal: ("internal", nil)
      }
    let hops = path.map { path in
      JSONValue.array(
        path.map {
          .object(["key": .string($0.key.name), "columns": texts($0.key.columns), "parent": $0.parent.json])
        })
    }
    return .object(compacting: [
      "table": name.json, "is": .string(kind), "tenantColumn": tenantColumn.map { .string($0) },
      "personColumn": personColumn.map { .string($0) }, "acrossTenants": acrossTenants ? .bool(true) : nil,
      "directory": directory.map(\.json), "path": hops, "partOf": partOf?.json,
      "basis": .string(basis.rawValue), "why": .string(why), "at": place(location),
    ])
  }
}

extension ResolvedDirectory {
  fileprivate var json: JSONValue {
    .object(compacting: [
      "of": members.json, "person": .string(person), "where": condition == .anything ? nil : condition.json,
      "at": place(location),
    ])
  }
}

extension AccessPath {
  fileprivate var json: JSONValue {
    switch self {
    case .table: .object(["by": .string("table")])
    case .columns(let columns): .object(["by": .string("table"), "columns": texts(columns)])
    case .view(let name): .object(["by": .string("view"), "name": name.json])
    case .routine(let name): .object(["by": .string("routine"), "name": name.json])
    }
  }
}

private func texts(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }

private func place(_ location: SourceLocation) -> JSONValue? {
  location.line > 0 ? .string("\(location)") : nil
}
