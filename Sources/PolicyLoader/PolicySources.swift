/// The Swift files of one policy, read.
struct PolicySources: Equatable {
  /// A path with its bytes.
  struct File: Equatable {
    var path: String
    var bytes: [UInt8]
    /// The last part of the path: what the compiler writes into locations.
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
  }

  /// How the policy is declared.
  enum Form: String {
    /// A type marked `@main`: the program has its own entry.
    case program
    /// `let policy = …` at the top level: the loader adds an entry.
    case value
  }

  /// In order of their paths.
  var files: [File]

  /// Reads one file, or every Swift file in a folder and the folders in it.
  init(path: String) throws(PolicyLoadError) {
    files = []
    for file in Files.kind(path) == .folder ? try PolicySources.paths(in: path) : [path] {
      guard let bytes = Files.read(file) else { throw .unreadable(file, reason: "permission denied, or no file") }
      files.append(File(path: file, bytes: bytes))
    }
    if files.isEmpty { throw .unreadable(path, reason: "no .swift file in this folder") }
  }

  private static func paths(in folder: String) throws(PolicyLoadError) -> [String] {
    guard let names = Files.names(in: folder) else { throw .unreadable(folder, reason: "permission denied") }
    var paths: [String] = []
    for name in names {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      switch Files.kind(path) {
      case .folder: paths += try PolicySources.paths(in: path)
      case .file where name.hasSuffix(".swift") && name != "Package.swift": paths.append(path)
      default: continue
      }
    }
    return paths
  }

  /// How the policy is declared, or nil where no file declares one.
  var form: Form? {
    let words = files.map { SwiftWords(bytes: $0.bytes).words }
    if words.contains(where: { $0.contains { $0.text == "@main" } }) { return .program }
    let declares = words.contains { words in
      zip(words, words.dropFirst()).contains { first, second in
        first.depth == 0 && (first.text == "let" || first.text == "var") && second.text == "policy"
      }
    }
    return declares ? .value : nil
  }

  /// The entry that a bare `let policy` gets. The argument is an autoclosure, so the policy's own code runs after the
  /// output is secured.
  static let entry = "import Bailiwick\n@main enum PolicyEntry { static func main() { emit(policy) } }\n"
}
