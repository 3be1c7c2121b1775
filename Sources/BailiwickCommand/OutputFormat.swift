import ArgumentParser

/// How a command prints: for people, or everything for programs.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}
