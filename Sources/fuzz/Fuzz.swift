import ArgumentParser
import Foundation
import Fuzzing
import Sandbox

/// `make fuzz`: the long form of what some tests do to few policies.
@main struct Fuzz: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz", abstract: "Holds random policies against their databases, cell by cell.",
    discussion: """
      Examples:
        fuzz --policies 2000 --seed 7     2000 policies, spread over all installed servers of PostgreSQL 15 to 18
        fuzz --replay failure.txt         a case that a run printed, on each of the servers
      Exit codes: 0 all agree, 1 a database did something else than the policy says.
      """)

  @Option(help: "How many policies; those that nobody could install count for none.")
  var policies = 1000
  @Option(help: "The same seed makes the same policies.")
  var seed: UInt64 = 1
  @Option(help: "How many callers ask in each case, in turn: many policies tell more than many cells of few.")
  var callers = 3
  @Option(help: "A file with a failure as it was printed; may be repeated.")
  var replay: [String] = []

  func run() async throws {
    var sandboxes: [Sandbox] = []
    for major in Set(PostgresInstallation.all().map(\.major)).sorted() where (15...18).contains(major) {
      sandboxes.append(try await Sandbox.start(PostgresInstallation.find(major: major)))
    }
    let servers = sandboxes.map { FuzzServer($0) }
    let agrees = replay.isEmpty ? try await ask(servers) : try await replay(on: servers)
    for sandbox in sandboxes { await sandbox.stop() }
    if !agrees { throw ExitCode(1) }
  }

  private func ask(_ servers: [FuzzServer]) async throws -> Bool {
    let start = ContinuousClock.now
    let result = try await Fuzzing(seed: seed, on: servers, callers: callers, stoppingAfter: 20).run(policies) {
      say($0)
    }
    let minutes = (ContinuousClock.now - start) / .seconds(60)
    for line in result.table { say(line) }
    say("seed \(seed), \(Int(Double(result.policies) / minutes)) policies a minute")
    let missing = FuzzKind.all(on: servers.map(\.major)).filter { result.kinds[$0] == nil }
    for kind in missing { say("none of \(kind.words)") }
    say(result.closing)
    return result.failures.isEmpty
  }

  private func replay(on servers: [FuzzServer]) async throws -> Bool {
    var agrees = true
    for file in replay {
      let subject = try FuzzSubject(text: String(contentsOfFile: file, encoding: .utf8))
      for server in servers {
        let outcome = try await server.outcome(of: subject, shrinking: 1)
        agrees = agrees && outcome.failures.isEmpty
        say("\(file), PostgreSQL \(server.major): \(outcome.failures.isEmpty ? "agrees" : outcome.words)")
      }
    }
    return agrees
  }
}

/// Told at once, also where the output is no terminal.
private func say(_ line: String) {
  FileHandle.standardOutput.write(Data((line + "\n").utf8))
}
