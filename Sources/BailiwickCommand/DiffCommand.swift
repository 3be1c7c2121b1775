import AccessModel
import ArgumentParser
import CanonicalJSON

/// `bailiwick diff`: who gains and who loses.
struct DiffCommand: AsyncParsableCommand {
  /// How to print.
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, markdown }
  /// What makes the exit code 1.
  enum Failing: String, ExpressibleByArgument, CaseIterable { case widening, nothing }

  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two policies: who gains which access, who loses it.",
    discussion: """
      Examples:
        bailiwick diff git:main
        bailiwick diff git:v1.4 git:v1.5 --fail-on widening
        bailiwick diff old/policy.json Policy.swift --format markdown
      A side is a policy (a Swift file, a folder, policy.json), git:REV for the policy and schema as they were at a \
      revision, or lock for policy.lock.json. Compared is effective access, for each role, table, command and column: \
      a policy written in another way that means the same has no difference. A condition that cannot be shown to be \
      narrower counts as wider. No database is asked.
      """)

  @Argument(help: "What was.")
  var from = "lock"
  @Argument(help: "What is to be. Default: the policy that --policy names.")
  var to: String?
  @OptionGroup var source: PolicyOptions
  @OptionGroup var schema: SnapshotOptions
  @Option(help: "The lock that `lock` stands for.")
  var lock = "policy.lock.json"
  @Option(help: "How to print: text, json or markdown.")
  var format = Format.text
  @Option(help: "Exit with 1 on: widening (access gained, widened or not known to be less) or nothing.")
  var failOn = Failing.nothing

  func run() async throws {
    let reader = DiffSideReader(policy: source, schema: schema, lock: lock)
    let diff = AccessDiff(from: try await reader.read(from), to: try await reader.read(to ?? source.path))
    switch format {
    case .text: print(DiffReport(diff).text, terminator: "")
    case .json: print(diff.json.canonicalText, terminator: "")
    case .markdown: print(DiffReport(diff).markdown, terminator: "")
    }
    if failOn == .widening, diff.widens { throw ExitCode(1) }
  }
}
