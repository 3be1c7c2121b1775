package import ArgumentParser
import Foundation

/// The command line: what is typed, what is printed, how it exits.
package struct Bailiwick: AsyncParsableCommand {
  /// The commands and the exit codes.
  package static let configuration = CommandConfiguration(
    commandName: "bailiwick",
    abstract: "Declare who may touch which row, and have the database enforce it.",
    discussion: """
      Exit codes: 0 fine · 1 findings, or a migration that failed and was rolled back · 2 wrong usage, unreadable input, \
      no connection · 4 something unproven, nothing refuted.
      Connections: --url, BAILIWICK_URL, or libpq's environment (PGHOST, PGUSER, PGSERVICE, …). Keep passwords out of \
      the command line, which other users of the machine can read: PGPASSWORD, PGPASSFILE or a service file.
      """,
    subcommands: [
      InitCommand.self,
      SchemaCommand.self,
      ShowCommand.self,
      CheckCommand.self,
      DiffCommand.self,
      GenerateCommand.self,
      MigrateCommand.self,
      VerifyCommand.self,
      DriftCommand.self,
      TenantCommand.self,
      PrincipalCommand.self,
      ServiceCommand.self,
      SessionCommand.self,
      DoctorCommand.self,
      SandboxCommand.self,
    ])

  /// Nothing to do without a command.
  package init() {}

  /// Parses the process's arguments, runs the command, and exits as it says.
  package static func run() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let failure as Failure {
      FileHandle.standardError.write(Data("error: \(failure.message)\n".utf8))
      exit(withError: ExitCode(failure.code))
    } catch {
      let code = exitCode(for: error)
      guard code == .validationFailure else { exit(withError: error) }
      FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
      exit(withError: ExitCode(2))
    }
  }
}

/// What ends a command: one message, and the code to exit with.
struct Failure: Error {
  var message: String
  var code: Int32 = 2
}
