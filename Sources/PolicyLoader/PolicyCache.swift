/// Policies that were compiled and run before, a file each, named by the digest of everything that went in.
struct PolicyCache {
  /// The cache's folder, ours alone; nil where none could be had, and then nothing is kept.
  let folder: String?
  /// Why nothing is kept.
  let reason: String?

  /// Makes the folder where it is missing.
  init(folder path: String) {
    let path = Files.absolute(path)
    let isMade = Files.makeFolder(path)
    let isUsable = isMade && Files.isPrivate(path)
    folder = isUsable ? path : nil
    reason =
      isUsable ? nil : isMade ? "\(path) may be written by others, or is not ours" : "\(path) could not be made"
  }

  /// `$XDG_CACHE_HOME/bailiwick`, else `~/.cache/bailiwick`, else a folder that is empty each time.
  static var standardFolder: String {
    if let base = Files.variable("XDG_CACHE_HOME"), base.hasPrefix("/") { return base + "/bailiwick" }
    if let home = Files.variable("HOME") { return home + "/.cache/bailiwick" }
    return temporaryBase + "/bailiwick"
  }

  static var temporaryBase: String { Files.variable("TMPDIR") ?? "/tmp" }

  /// What was kept under the name.
  func read(_ name: String) -> [UInt8]? { folder.flatMap { Files.read("\($0)/\(name)") } }

  /// Keeps the bytes under the name.
  func write(_ name: String, _ bytes: [UInt8]) {
    if let folder { Files.replace("\(folder)/\(name)", with: bytes) }
  }

  /// Where the compiler keeps the modules that it made ready.
  func moduleFolder(orIn work: String) -> String { (folder ?? work) + "/modules" }

  /// A folder for one compilation.
  func makeWorkFolder() throws(PolicyLoadError) -> String {
    for base in [folder, PolicyCache.temporaryBase].compactMap(\.self) {
      if let work = Files.makeTemporaryFolder(in: base) { return work }
    }
    throw .unreadable(PolicyCache.temporaryBase, reason: "no folder for temporary files could be made there")
  }
}
