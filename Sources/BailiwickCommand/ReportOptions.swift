import ArgumentParser
import CanonicalJSON
import Foundation
import Report

/// How a verification is told, and what makes it fail.
struct ReportOptions: ParsableArguments {
  @Option(help: "How to print: text, json, sarif, junit, markdown or html.")
  var format = ReportFormat.text
  @Option(help: "Write there instead of printing.")
  var output: String?
  @Option(
    name: .customLong("report"),
    help: ArgumentHelp(
      "Write a further report, such as html=verify.html; may be given several times.", valueName: "format=file"))
  var reports: [ReportFile] = []
  @Option(
    name: .customLong("fail-on"),
    help: "From what on the exit code is not 0: refuted, altered (exit code 1 both), or unproven (4).")
  var failOn = ProofReport.Threshold.unproven
  @Option(name: .customLong("min-score"), help: "Fail below this score, from 0 to 100.")
  var minimum: Int?
  @Option(help: "The findings that somebody answers for. Default: \(ReportOptions.standard), where it is there.")
  var accept: String?

  /// Where acceptances stand unless something else is said.
  static let standard = "bailiwick.accept.json"

  func validate() throws {
    if let minimum, !(0...100).contains(minimum) { throw ValidationError("--min-score is from 0 to 100") }
  }

  private var files: [ReportFile] { reports + (output.map { [ReportFile(format, path: $0)] } ?? []) }

  /// Reads the acceptances and looks at the places that are written to, before anything takes time.
  func prepare() throws -> AcceptanceFile {
    for file in files { try file.prepare() }
    let path = accept ?? Self.standard
    if accept == nil, !FileManager.default.fileExists(atPath: path) { return AcceptanceFile() }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw Failure(message: "\(path) cannot be read")
    }
    do { return try AcceptanceFile(json: JSONValue(parsing: text)) } catch {
      throw Failure(message: "\(path) is no file of acceptances: \(error)")
    }
  }

  /// Prints and writes; ends the command with the code of what was found.
  func tell(_ proof: ProofReport, duration: String) throws {
    for file in files { try file.write(proof, duration: duration) }
    if output == nil { print(proof.written(as: format, duration: duration), terminator: "") }
    let code = proof.exitCode(failOn: failOn, minimum: minimum)
    if code != 0 { throw ExitCode(code) }
  }
}
