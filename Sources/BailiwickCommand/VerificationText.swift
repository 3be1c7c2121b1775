import CanonicalJSON
import Diagnostics
import Enforcement
import Foundation
import PolicyModel
import SchemaModel
import Verification

/// A verification's report as people and programs read it.
struct VerificationText {
  let report: VerificationReport
  let ground: VerifyGround
  let live: Bool
  let seconds: Double
  let witnesses: [String]

  /// Refuted first, then what is not as planned, then unproven, then what was proven and who sees what.
  var text: String {
    var lines = [
      "\(engine) · \(live ? "live schema, copied to a sandbox" : "migrations, in a sandbox") · 2 tenants · "
        + "\(Set(report.counts.map(\.caller)).count) logins · \(ground.policy.tables.count) tables · "
        + "catalog \(report.catalogHash.prefix(12)) · \(report.cells) cells · \(String(format: "%.1f", seconds)) s", "",
    ]
    lines += refuted + structure + unproven + matrix + verdicts
    return lines.joined(separator: "\n") + "\n"
  }

  /// What the migrations are for, and what executed them.
  private var engine: String {
    ground.engine.product == report.engine.product
      ? "\(report.engine)" : "\(ground.engine), executed on \(report.engine)"
  }

  private var refuted: [String] {
    var lines: [String] = []
    let groups = Dictionary(grouping: report.disagreements) {
      "\($0.cell.relation)  \($0.cell.command.rawValue)  as \($0.cell.caller)"
    }
    for (title, group) in groups.sorted(by: { $0.key < $1.key }) {
      guard let first = group.first(where: \.leak) ?? group.first else { continue }
      let what = group.contains(where: \.leak) ? "LEAK    " : "REFUTED "
      lines.append(
        "\(what) \(title)  \(group.count) cell\(group.count == 1 ? "" : "s")\(first.cell.column.map { "  column \($0)" } ?? "")"
      )
      lines.append("   \(first.cell.row): the policy says \(first.cell.expected); the database: \(first.observed)")
      lines.append("   \(first.statement)")
    }
    if !witnesses.isEmpty { lines.append("   witnesses: \(witnesses.joined(separator: ", "))") }
    return lines.isEmpty ? [] : lines + [""]
  }

  private var structure: [String] {
    report.structure.isEmpty ? [] : report.structure.map { "ALTERED  \($0.placed)" } + [""]
  }

  private var unproven: [String] {
    report.unproven.isEmpty
      ? [] : report.unproven.map { "UNPROVEN \($0.table.map { "\($0): " } ?? "")\($0.reason)" } + [""]
  }

  /// Who does what: a letter for each command that succeeded somewhere.
  private var matrix: [String] {
    let callers = Set(report.counts.map(\.caller)).sorted()
    let relations = Set(report.counts.map(\.relation)).sorted()
    let width = (relations.map { "\($0)".count }.max() ?? 0) + 2
    var lines = ["What succeeded (S select, I insert, U update, D delete; . nothing):", ""]
    for (number, caller) in callers.enumerated() { lines.append("  \(number + 1). \(caller)") }
    lines.append("")
    lines.append(
      String(repeating: " ", count: width + 2)
        + callers.indices.map { "\($0 + 1)".padding(toLength: 6, withPad: " ", startingAt: 0) }.joined())
    for relation in relations {
      let cells = callers.map { caller in
        let letters = Command.allCases.map { command -> String in
          let allowed =
            report.counts.first {
              $0.caller == caller && $0.relation == relation && $0.command == command
            }?.count.allowed ?? 0
          return allowed > 0 ? String(command.rawValue.prefix(1)).uppercased() : "."
        }
        return letters.joined().padding(toLength: 6, withPad: " ", startingAt: 0)
      }
      lines.append("  " + "\(relation)".padding(toLength: width, withPad: " ", startingAt: 0) + cells.joined())
    }
    return lines + [""]
  }

  private var verdicts: [String] {
    let verdicts = ground.policy.tables.map { report.verdict(on: $0.name, view: ground.plan.views[$0.name]) }
    func count(_ verdict: VerificationReport.Verdict) -> Int { verdicts.count { $0 == verdict } }
    let accepted = report.channels.filter { $0.reason != nil }.count
    return [
      "Refuted \(count(.refuted)) · unproven \(count(.unproven)) · proven \(count(.proven)) of \(verdicts.count) tables, "
        + "against \(held)"
    ] + limits + unbound + [
      "\(report.cells) cells agree or are named above; in \(report.allowed) something was seen or done, as the policy allows.",
      "Beside every proof stand \(report.channels.count) channels that no policy closes (\(accepted) accepted by name): "
        + report.channels.map(\.name).joined(separator: ", "),
    ]
  }

  /// Whom no policy binds, each by its name.
  private var unbound: [String] {
    report.unbound.isEmpty
      ? []
      : ["Against none of the logins that row security never applies to: \(report.unbound.joined(separator: ", "))"]
  }

  private static let words: [CallerClass: String] = [
    .honest: "C1 (a forgotten WHERE, an id from the path)", .injected: "C2 (injected SQL)",
    .credentials: "C3 (the owner of a login)",
  ]

  private var held: String {
    report.standings.filter { $0.reach == .holds }.compactMap { Self.words[$0.caller] }.joined(separator: ", ")
  }

  /// Against whom the binding does not hold, and whether the policy said it would.
  private var limits: [String] {
    report.standings.filter { $0.reach != .holds }.map { standing in
      let claimed = report.claimed.contains(standing.caller) ? "; the policy claims it" : ""
      return "Against \(Self.words[standing.caller] ?? ""): \(standing.reach.rawValue), \(standing.reason)\(claimed)"
    }
  }

  /// Versioned.
  var json: JSONValue {
    .object([
      "format": .string("bailiwick-verify"), "version": .integer(2), "engine": .string("\(report.engine)"),
      "migrationsFor": .string("\(ground.engine)"),
      "catalog": .string(report.catalogHash), "cells": .integer(Int64(report.cells)),
      "allowed": .integer(Int64(report.allowed)),
      "callers": .array(report.standings.filter { $0.reach == .holds }.map { .string($0.caller.rawValue) }),
      "limits": .array(
        report.standings.filter { $0.reach != .holds }.map { standing in
          .object([
            "caller": .string(standing.caller.rawValue), "reach": .string(standing.reach.rawValue),
            "reason": .string(standing.reason), "claimed": .bool(report.claimed.contains(standing.caller)),
          ])
        }),
      "tables": .object(
        Dictionary(
          uniqueKeysWithValues: ground.policy.tables.map {
            ("\($0.name)", .string(report.verdict(on: $0.name, view: ground.plan.views[$0.name]).rawValue))
          })),
      "disagreements": .array(
        report.disagreements.map { item in
          .object(compacting: [
            "caller": .string(item.cell.caller), "relation": .string("\(item.cell.relation)"),
            "command": .string(item.cell.command.rawValue), "column": item.cell.column.map { .string($0) },
            "row": .string(item.cell.row), "expected": .string(item.cell.expected), "observed": .string(item.observed),
            "leak": .bool(item.leak), "statement": .string(item.statement),
          ])
        }),
      "unbound": .array(report.unbound.map { .string($0) }),
      "structure": .array(report.structure.map(\.json)),
      "unproven": .array(report.unproven.map { .string("\($0.table.map { "\($0): " } ?? "")\($0.reason)") }),
      "channels": .array(
        report.channels.map { channel in
          .object(compacting: [
            "name": .string(channel.name), "tells": .string(channel.tells),
            "accepted": channel.reason.map { .string($0) },
          ])
        }),
      "witnesses": .array(witnesses.map { .string($0) }),
    ])
  }
}

extension StructuralFinding {
  /// The finding with the clause's place, where one is known.
  var json: JSONValue {
    .object(compacting: [
      "summary": .string(summary), "table": table.map { .string("\($0)") },
      "file": location.line > 0 ? .string(location.file) : nil,
      "line": location.line > 0 ? .integer(Int64(location.line)) : nil,
    ])
  }
}
