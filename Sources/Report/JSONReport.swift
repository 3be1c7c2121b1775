package import CanonicalJSON
import Diagnostics
import PolicyModel
import SchemaModel
import Verification

extension ProofReport {
  /// For programs; versioned. A member may be added within a version, none is renamed or removed.
  package var json: JSONValue {
    .object([
      "format": .string("bailiwick-verify"), "version": .integer(2), "engine": .string("\(report.engine)"),
      "migrationsFor": .string("\(engine)"), "catalog": .string(report.catalogHash),
      "cells": .integer(Int64(report.cells)), "allowed": .integer(Int64(report.allowed)),
      "callers": .array(callers.map { .string($0.rawValue) }),
      "bindings": .object(
        Dictionary(
          uniqueKeysWithValues: bindings.map { binding in
            (binding.rawValue, .array(callers(by: binding).map { .string($0.rawValue) }))
          })),
      "limits": .array(
        report.standings.filter { $0.reach != .holds }.map { standing in
          .object([
            "binding": .string(standing.binding.rawValue), "caller": .string(standing.caller.rawValue),
            "reach": .string(standing.reach.rawValue), "reason": .string(standing.reason),
            "claimed": .bool(standing.claimed),
          ])
        }),
      "tables": .object(
        Dictionary(verdicts.map { ("\($0.table)", .string($0.verdict.rawValue)) }) { first, _ in first }),
      "score": .integer(Int64(score)), "findings": .array(findings.map(\.json)),
      "disagreements": .array(report.disagreements.map(\.json)), "unbound": .array(report.unbound.map { .string($0) }),
      "probes": .array(report.probes.map(\.json)), "liveReads": report.live?.json ?? .null,
      "structure": .array(report.structure.map(\.json)),
      "unproven": .array(report.unproven.map { .string("\($0.table.map { "\($0): " } ?? "")\($0.reason)") }),
      "clauses": .array(report.clauses.map(\.json)),
      "channels": .array(
        report.channels.map { channel in
          .object(compacting: [
            "name": .string(channel.name), "tells": .string(channel.tells),
            "accepted": channel.reason.map { .string($0) },
          ])
        }),
      "witnesses": .array(findings.compactMap(\.script).map { .string($0) }),
    ])
  }
}

extension Finding {
  fileprivate var json: JSONValue {
    .object(compacting: [
      "id": .string(rule.id), "kind": .string(kind.rawValue), "severity": .string(rule.severity.rawValue),
      "cwe": rule.cwe.map { .string("CWE-\($0)") }, "owasp": rule.owasp.map { .string($0) },
      "callers": .array(callers.map { .string($0.rawValue) }), "relation": relation.map { .string("\($0)") },
      "file": location.line > 0 ? .string(location.file) : nil,
      "line": location.line > 0 ? .integer(Int64(location.line)) : nil, "summary": .string(summary),
      "fix": .string(rule.fix), "fingerprint": .string(fingerprint), "leak": .bool(leak), "shown": shown?.json,
      "witness": script.map { .string($0) }, "accepted": acceptance?.json,
    ])
  }
}

extension Finding.Shown {
  fileprivate var json: JSONValue {
    .object([
      "caller": .string(caller), "command": .string(command.rawValue), "columns": columns.json,
      "cells": .integer(Int64(cells)), "row": .string(row), "expected": .string(expected),
      "observed": .string(observed), "statement": .string(statement), "rows": rows.json,
    ])
  }
}

extension Disagreement {
  fileprivate var json: JSONValue {
    .object(compacting: [
      "caller": .string(cell.caller), "relation": .string("\(cell.relation)"),
      "command": .string(cell.command.rawValue), "column": cell.column.map { .string($0) }, "row": .string(cell.row),
      "expected": .string(cell.expected), "observed": .string(observed), "leak": .bool(leak),
      "statement": .string(statement),
    ])
  }
}

extension ProbeResult {
  fileprivate var json: JSONValue {
    .object(compacting: [
      "id": .string(probe.id), "attack": .string(probe.attack), "cwe": .string("CWE-\(probe.cwe)"),
      "owasp": .string(probe.owasp.title), "gravity": .string(probe.gravity.rawValue),
      "caller": .string(probe.caller.rawValue), "attacker": .string(attacker), "table": table.map { .string("\($0)") },
      "verdict": .string(verdict.word), "how": verdict.how.map { .string($0) },
      "statements": statements.json,
    ])
  }
}

extension ClauseCoverage {
  fileprivate var json: JSONValue {
    .object(compacting: [
      "table": .string("\(table)"), "clause": .string(clause),
      "file": location.line > 0 ? .string(location.file) : nil,
      "line": location.line > 0 ? .integer(Int64(location.line)) : nil, "exercised": .bool(missing.isEmpty),
      "missing": missing.json,
    ])
  }
}

extension LiveReads {
  fileprivate var json: JSONValue {
    .object([
      "reads": .integer(Int64(answered)), "logins": .integer(Int64(logins)), "known": .integer(Int64(known)),
      "unanswered": unanswered.json,
    ])
  }
}

extension StructuralFinding {
  /// The finding with the clause's place, where one is known.
  package var json: JSONValue {
    .object(compacting: [
      "summary": .string(summary), "table": table.map { .string("\($0)") },
      "file": location.line > 0 ? .string(location.file) : nil,
      "line": location.line > 0 ? .integer(Int64(location.line)) : nil,
    ])
  }
}
