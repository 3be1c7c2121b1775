package import CanonicalJSON

/// Turns what `--policy` names into a policy: a document is read; Swift is compiled, run apart, and its document read.
///
/// The process that loads never runs policy code. A policy whose sources, compiler, modules and flags are unchanged
/// starts neither compiler nor policy.
package struct PolicyLoader: Sendable {
  /// What happens while a policy is loaded.
  package enum Event: Hashable, Sendable {
    /// The compiler is started with these arguments.
    case compilerStarted([String])
    /// The compiled policy is started.
    case policyStarted
    /// The policy came from the cache.
    case reused
    /// Warnings of the compiler; a clause without effect shows here.
    case compilerSaid(String)
    /// What the policy printed.
    case policySaid(String)
    /// Nothing is kept between runs, and why.
    case cacheUnusable(String)
  }
  /// Is told of each event.
  package typealias Observer = @Sendable (Event) -> Void

  /// How long and how much.
  package struct Limits: Sendable, Hashable {
    /// For the compiler.
    package var compile: Duration = .seconds(120)
    /// For the policy.
    package var run: Duration = .seconds(60)
    /// Bytes of the policy's document.
    package var output = 64 << 20
    /// Bytes of the policy's address space, where `prlimit` can set it.
    package var memory = 4 << 30
    /// The standard limits.
    package init() {}
  }

  /// The compiler; nil takes `swiftc` from `PATH`.
  package var swiftc: String?
  /// What a policy is compiled against.
  package var runtime: PolicyRuntime
  /// Where results are kept.
  package var cacheFolder: String
  /// How long and how much.
  package var limits: Limits
  /// Is told of each event.
  package var observe: Observer

  /// Creates a loader; the cache's standard place is `$XDG_CACHE_HOME/bailiwick`.
  package init(
    swiftc: String? = nil, runtime: PolicyRuntime, cacheFolder: String? = nil, limits: Limits = Limits(),
    observe: @escaping Observer = { _ in }
  ) {
    self.swiftc = swiftc
    self.runtime = runtime
    self.cacheFolder = cacheFolder ?? PolicyCache.standardFolder
    self.limits = limits
    self.observe = observe
  }

  /// Loads a `.json` document, a `.swift` file, or a folder of Swift files: `load("Policy.swift", as: Policy.self)`.
  package func load<Document: JSONCodable>(
    _ path: String, as type: Document.Type
  ) async throws(PolicyLoadError) -> Document {
    guard let kind = Files.kind(path) else { throw .fileNotFound(path) }
    if kind == .folder || path.hasSuffix(".swift") { return try await loadSwift(path, as: type) }
    guard path.hasSuffix(".json") else { throw .unreadable(path, reason: "it is neither .swift, .json nor a folder") }
    guard let bytes = Files.read(path) else { throw .unreadable(path, reason: "permission denied") }
    return try PolicyDocument.read(type, in: bytes, from: path)
  }

  private func loadSwift<Document: JSONCodable>(
    _ path: String, as type: Document.Type
  ) async throws(PolicyLoadError) -> Document {
    let sources = try PolicySources(path: path)
    guard let form = sources.form else { throw .noPolicyDeclared(path) }
    let compiler = try PolicyCompiler(named: swiftc)
    let parts = try runtime.parts()
    let cache = PolicyCache(folder: cacheFolder)
    if let reason = cache.reason { observe(.cacheUnusable(reason)) }
    let version = try await compiler.version(cache: cache, timeout: limits.compile, observe: observe)
    let key = try key(of: sources, form: form, compiler: version, runtime: parts)
    if let key, let kept = cache.read(key + ".json"), let policy = try? PolicyDocument.read(type, in: kept, from: path)
    {
      observe(.reused)
      tell(cache.read(key + ".warnings"))
      return policy
    }

    let work = try cache.makeWorkFolder()
    defer { Files.removeFolder(work) }
    let program = work + "/policy"
    var files = sources.files.map(\.path)
    if form == .value {
      files.append(work + "/PolicyEntry.swift")
      Files.replace(work + "/PolicyEntry.swift", with: Array(PolicySources.entry.utf8))
    }
    let warnings = try await compiler.compile(
      files, runtime: parts, moduleCache: cache.moduleFolder(orIn: work), to: program, timeout: limits.compile,
      observe: observe)
    let document = try await PolicyProcess(program: program, folder: work, limits: limits).run(observe: observe)
    let policy = try PolicyDocument.read(type, in: document, from: path)
    tell(Array(warnings.utf8))
    // Sources that changed while the compiler read them have no digest that we know.
    if let key, try PolicySources(path: path) == sources {
      if !warnings.isEmpty { cache.write(key + ".warnings", Array(warnings.utf8)) }
      cache.write(key + ".json", document)
    }
    return policy
  }

  private func tell(_ warnings: [UInt8]?) {
    guard let warnings, !warnings.isEmpty else { return }
    observe(.compilerSaid(String(decoding: warnings, as: UTF8.self)))
  }

  private func key(
    of sources: PolicySources, form: PolicySources.Form, compiler: String, runtime: PolicyRuntime.Parts
  ) throws(PolicyLoadError) -> String? {
    var digest = Digest()
    digest.add("bailiwick policy cache 1")
    digest.add(compiler)
    digest.add(PolicyCompiler.flags.joined(separator: "\n"))
    digest.add(form == .value ? PolicySources.entry : "")
    digest.add(String(sources.files.count))
    for file in sources.files {
      digest.add(file.name)
      digest.add(file.bytes)
    }
    for input in runtime.inputs {
      guard let bytes = Files.read(input) else { throw .noRuntime(input) }
      digest.add(bytes)
    }
    return digest.hexadecimal
  }
}
