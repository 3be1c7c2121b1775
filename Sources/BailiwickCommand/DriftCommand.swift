import ArgumentParser
import CanonicalJSON
import Catalog
import Database
import Enforcement
import Foundation
import Report
import Sandbox
import SchemaModel
import Verification

/// `bailiwick drift`: whether what was installed is still what the plan says.
struct DriftCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drift",
    abstract: "Hold a live database's objects and logins against the plan, without asking any cell.",
    discussion: """
      Example:
        bailiwick drift --url "$DATABASE_URL"
      The plan is built in a sandbox of the same major, so that expressions are compared as the same server writes them. \
      Logins are held against their identities, either way, pools and authenticators against having more than their group, \
      sessions against memberships, and these against the application's table where the policy has Members: values in it that \
      give no role are named, and change nothing. Only reads. Exits with 1 where something differs; that \
      nothing does is no proof: `verify` asks every cell.
      """)

  @OptionGroup var source: PolicyOptions
  @OptionGroup var schema: SnapshotOptions
  @OptionGroup var files: MigrationOptions
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var server: SandboxOptions
  @Option(help: "How to print: text or json.")
  var format = OutputFormat.text

  func run() async throws {
    let ground = try await VerifyGround(source: source, schema: schema, files: files)
    try ground.requirePostgreSQL()
    let (findings, silent, found) = try await Failure.telling { try await compare(ground) }
    switch format {
    case .text:
      for finding in findings { print("DRIFT  \(finding.placed)") }
      for line in silent { print("note   \(line)") }
      print("\(found.engine) · catalog \(found.hash.prefix(12)) · \(findings.count) differences from the plan")
    case .json:
      print(
        JSONValue.object([
          "format": .string("bailiwick-drift"), "version": .integer(2), "engine": .string("\(found.engine)"),
          "catalog": .string(found.hash), "differences": .array(findings.map(\.json)),
          "notes": .array(silent.map(JSONValue.string)),
        ]).canonicalText, terminator: "")
    }
    if !findings.isEmpty { throw ExitCode(1) }
  }

  private func compare(_ ground: VerifyGround) async throws -> ([StructuralFinding], [String], SchemaSnapshot) {
    let live = try await connection.connect()
    let found = try await SchemaSnapshot.read(from: live)
    let identities = try await LoginClosure.identities(live)
    let members = ground.members(live)
    let rows = try await SessionRows(live, policy: ground.policy).findings() + (members?.findings() ?? [])
    let silent = try await members?.silent() ?? []
    let installation = try PostgresInstallation.find(directory: server.postgres, major: found.engine.major)
    let reference = try await Sandbox.with(installation) { sandbox in
      try await Reference.snapshot(in: sandbox, folder: ground.folder, plan: ground.plan)
    }
    let objects = Structure(ground.plan, reference: reference, found: found).findings()
    let logins = LoginClosure(policy: ground.policy, found: found, identities: identities).findings()
    return (objects + logins + rows, silent, found)
  }
}
