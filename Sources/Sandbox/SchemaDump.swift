package import Database
import Foundation

extension PostgresInstallation {
  /// The schema of a live database as SQL, by this installation's `pg_dump`: no rows, no passwords.
  ///
  /// The password goes by the environment, which other users of the machine cannot read.
  /// - Throws: ``SandboxError/dumpFailed(_:)`` with what `pg_dump` said.
  package func dumpSchema(of target: ConnectionTarget) async throws(SandboxError) -> String {
    let process = Process()
    process.executableURL = URL(filePath: programs + "/pg_dump")
    process.arguments = ["--schema-only", "--no-password"]
    var environment = ProcessInfo.processInfo.environment
    environment["PGHOST"] = target.host ?? environment["PGHOST"]
    environment["PGPORT"] = target.port.map(String.init) ?? environment["PGPORT"]
    environment["PGUSER"] = target.user ?? environment["PGUSER"]
    environment["PGDATABASE"] = target.database ?? environment["PGDATABASE"]
    environment["PGPASSWORD"] = target.password?.reveal() ?? environment["PGPASSWORD"]
    for (option, value) in target.options { environment["PG" + option.uppercased()] = value }
    process.environment = environment
    let (out, err) = (try ChildPipe(), try ChildPipe())
    process.standardOutput = out.writing
    process.standardError = err.writing
    process.standardInput = FileHandle.nullDevice
    do { try process.start() } catch { throw .dumpFailed(error.localizedDescription) }
    // Both pipes are read at once: a full one would stop pg_dump.
    async let complaint = Self.text(of: err)
    let text = await Self.text(of: out)
    let said = await complaint
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw .dumpFailed(said) }
    // Lines for psql alone, which minor releases since August 2025 write around a dump (CVE-2025-8714).
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("\\restrict ") && !$0.hasPrefix("\\unrestrict ") }.joined(separator: "\n")
  }

  private static func text(of pipe: ChildPipe) async -> String {
    await withCheckedContinuation { done in
      Thread.detachNewThread {
        done.resume(returning: String(decoding: pipe.everything(), as: UTF8.self))
      }
    }
  }
}
