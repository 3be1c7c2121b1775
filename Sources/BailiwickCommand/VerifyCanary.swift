import ArgumentParser
import CanonicalJSON
import Catalog
import Database
import Enforcement
import Foundation
import Migration
import PolicyModel
import Report
import SchemaModel
import Verification

/// `bailiwick verify --canary`: what can be seen of a live database by reading alone, in a second or so, at start-up or from
/// cron. It proves nothing: it finds what somebody changed, and rows that a login sees and should not.
struct VerifyCanary {
  let ground: VerifyGround
  let connection: ConnectionOptions
  let format: ReportFormat

  /// What only `verify` itself sees.
  private static let blind =
    "It does not see changed expressions, hidden columns, writes, or what no row is there for: `bailiwick verify` asks those"

  func run() async throws {
    guard format == .text || format == .json else {
      throw Failure(message: "--canary prints text or json; `bailiwick verify` without it writes reports")
    }
    let started = ContinuousClock.now
    let seen = try await Failure.telling { try await look() }
    let seconds = String(format: "%.1f s", (ContinuousClock.now - started).seconds)
    let open = LiveReads.open(seen.reads)
    let refuted = seen.claims.filter { $0.reach == .refuted }
    let doubtful = seen.claims.filter { $0.reach != .refuted }
    switch format {
    case .json: print(json(seen, open).canonicalText, terminator: "")
    default:
      for leak in seen.leaks { print("LEAK     \(leak.told)") }
      for finding in seen.findings { print("ALTERED  \(finding.placed)") }
      for claim in refuted { print("CLAIM    \(claim.words)") }
      for claim in doubtful { print("OPEN     \(claim.words)") }
      for reason in open { print("OPEN     live rows: \(reason)") }
      print(
        "canary · \(seen.found.engine) · catalog \(seen.found.hash.prefix(12)) · \(counted(seen.reads?.answered ?? 0, "read"))"
          + " by \(counted(seen.reads?.logins ?? 0, "login")) · \(seconds)")
      print(
        "\(seen.leaks.count) leaks · \(seen.findings.count) altered · "
          + (refuted.isEmpty ? "" : "\(counted(refuted.count, "claim")) refuted · ")
          + "\(open.count + doubtful.count) open. \(Self.blind).")
    }
    if !refuted.isEmpty || !seen.leaks.isEmpty || !seen.findings.isEmpty { throw ExitCode(1) }
    if !doubtful.isEmpty || !open.isEmpty { throw ExitCode(4) }
  }

  private struct Seen: Sendable {
    var found: SchemaSnapshot
    var findings: [StructuralFinding]
    var reads: LiveReads?
    /// What the policy claims and this server, or the binding, does not hold.
    var claims: [CallerStanding]
    var leaks: [Disagreement] { reads?.leaks ?? [] }
  }

  /// Nothing is made, on this server or another.
  private func look() async throws -> Seen {
    let live = try await connection.connect()
    let found = try await SchemaSnapshot.read(from: live)
    let identities = try await LoginClosure.identities(live)
    let logins = LoginClosure(policy: ground.policy, found: found, identities: identities).findings()
    let rows =
      try await SessionRows(live, policy: ground.policy).findings() + (ground.members(live)?.findings() ?? [])
    let reads = try await LiveReads.run(on: live, found, policy: ground.policy, views: ground.plan.views)
    return Seen(
      found: found,
      findings: ground.plan.differences(in: found).map { StructuralFinding($0) }
        + StructureAside(found: found, roles: ground.plan.roles).findingsWithoutReference() + logins + rows,
      reads: reads,
      claims: CallerStanding.all(ground.policy.bindings, engine: ground.engine.product)
        .on([found.engine], ground.policy, declared: ground.declared).filter(\.isOverclaimed))
  }

  private func json(_ seen: Seen, _ open: [String]) -> JSONValue {
    .object([
      "format": .string("bailiwick-canary"), "version": .integer(1), "engine": .string("\(seen.found.engine)"),
      "catalog": .string(seen.found.hash), "reads": .integer(Int64(seen.reads?.answered ?? 0)),
      "leaks": .array(seen.leaks.map { .string($0.told) }), "altered": .array(seen.findings.map(\.json)),
      "claims": seen.claims.map(\.words).json, "open": open.json,
    ])
  }
}

extension Disagreement {
  /// Where, who, and what.
  fileprivate var told: String { "\(cell.relation)  as \(cell.caller): \(cell.row) is seen by \(statement)" }
}
