/// The Swift compiler, found.
struct PolicyCompiler {
  /// The path of `swiftc`.
  let path: String

  /// Takes the compiler that is named, else the first `swiftc` in `PATH`.
  init(named name: String?) throws(PolicyLoadError) {
    if let name {
      guard Files.isExecutable(name) else { throw .noCompiler("\(name) is not there or may not be executed") }
      path = Files.absolute(name)
      return
    }
    let folders = Files.variable("PATH")?.split(separator: ":").map(String.init) ?? []
    guard let found = folders.map({ $0 + "/swiftc" }).first(where: Files.isExecutable) else {
      throw .noCompiler("no swiftc in PATH")
    }
    path = Files.absolute(found)
  }

  /// What `--version` says; asked once for each state of the compiler's file.
  func version(cache: PolicyCache, timeout: Duration, observe: PolicyLoader.Observer) async throws(PolicyLoadError)
    -> String
  {
    var digest = Digest()
    digest.add(path)
    if let stamp = Files.stamp(path) { digest.add("\(stamp.size) \(stamp.seconds) \(stamp.nanoseconds)") }
    let name = digest.hexadecimal.map { "compiler-\($0.prefix(32))" }
    if let name, let known = cache.read(name), !known.isEmpty { return String(decoding: known, as: UTF8.self) }
    observe(.compilerStarted(["--version"]))
    let runner = Runner(program: path, arguments: ["--version"], outputLimit: 1 << 16, timeout: timeout)
    guard case .exited(0, let output, _) = await runner.run(), !output.isEmpty else {
      throw .noCompiler("\(path) --version fails")
    }
    if let name { cache.write(name, output) }
    return String(decoding: output, as: UTF8.self)
  }

  /// The flags that every policy is compiled with.
  static let flags = ["-swift-version", "6", "-parse-as-library", "-Onone", "-module-name", "PolicyProgram"]

  /// The compiler's findings, each once: for one file it prints them for the module and again for the file.
  static func once(_ text: String) -> String {
    var findings: [[Substring]] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if findings.isEmpty || line.prefixMatch(of: #/[^ ].*:[0-9]+:[0-9]+: (?:error|warning|note|remark):/#) != nil {
        findings.append([])
      }
      findings[findings.count - 1].append(line)
    }
    var seen: Set<[Substring]> = []
    return findings.filter { finding in
      seen.insert(finding.filter { !$0.isEmpty }).inserted
    }.map { $0.joined(separator: "\n") }.joined(separator: "\n")
  }

  /// Compiles and links.
  /// - Returns: what the compiler said although it succeeded: its warnings.
  func compile(
    _ sources: [String], runtime: PolicyRuntime.Parts, moduleCache: String, to program: String, timeout: Duration,
    observe: PolicyLoader.Observer
  ) async throws(PolicyLoadError) -> String {
    var arguments = PolicyCompiler.flags + ["-I", runtime.modules, "-module-cache-path", moduleCache]
    if sources.count > 1 { arguments += ["-j", "2"] }
    arguments += sources + runtime.linked + ["-o", program]
    observe(.compilerStarted(arguments))
    let limit = 8 << 20
    let runner = Runner(
      program: path, arguments: arguments, outputLimit: limit, messageLimit: limit, timeout: timeout)
    switch await runner.run() {
    case .exited(0, _, let messages): return messages
    case .exited(_, let output, let messages):
      let text = messages + String(decoding: output, as: UTF8.self)
      let isForeign = text.contains("compiled with Swift") && text.contains("cannot be imported by")
      throw isForeign ? .otherCompiler(text) : .doesNotCompile(Self.once(text))
    case .signalled(let signal, let messages):
      throw .doesNotCompile(messages + "the compiler itself ended by signal \(signal)")
    case .tookTooLong: throw .compiledTooLong(timeout)
    case .wroteTooMuch: throw .tooMuchOutput(limit)
    case .notStarted(let reason): throw .notStarted(path, reason: reason)
    }
  }
}
