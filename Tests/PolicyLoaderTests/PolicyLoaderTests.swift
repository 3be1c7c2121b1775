import PolicyLoader
import Synchronization
import TestSupport
import Testing

@Suite("Loading a policy", .serialized, .timeLimit(.minutes(10)), .takesTurns)
struct PolicyLoaderTests {
  let fixture: LoaderFixture
  init() throws { fixture = try LoaderFixture() }

  private func name(_ path: String) async throws -> String {
    try await fixture.loader().load(path, as: PolicyHead.self).name
  }

  @Test("an unchanged policy starts no compiler, a changed one does, and prints stay out of the document")
  func cache() async throws {
    let text = "import Bailiwick\nlet policy = Policy(\"freight\") { print(\"{ hello\") }\n"
    let path = try fixture.write("Policy.swift", text)
    let clock = ContinuousClock()
    let beforeCold = clock.now
    #expect(try await name(path) == "freight")
    let cold = clock.now - beforeCold
    #expect(fixture.starts == 2)
    #expect(fixture.events.withLock { $0.contains(.policySaid("{ hello\n")) })
    let beforeWarm = clock.now
    #expect(try await name(path) == "freight")
    let warm = clock.now - beforeWarm
    #expect(fixture.starts == 2)
    #expect(fixture.events.withLock { $0.last == .reused })
    print("cold \(cold), warm \(warm)")
    try fixture.write("Policy.swift", text + "// changed\n")
    #expect(try await name(path) == "freight")
    #expect(fixture.starts == 3)
  }

  @Test("@main and a folder of files are as good")
  func forms() async throws {
    let main = "import Bailiwick\n@main struct Freight: PolicyProgram { static var policy: Policy { Policy(title) } }\n"
    try fixture.write("policies/main.swift", main)
    try fixture.write("policies/parts/title.swift", "let title = \"parts\" // @main let policy\n")
    #expect(try await name(fixture.folder + "/policies") == "parts")
  }

  @Test("a document needs no compiler; what is wrong with one is said with its place")
  func documents() async throws {
    let good = try fixture.write("a.json", #"{"format":"bailiwick-policy","version":1,"name":"a"}"#)
    #expect(try await name(good) == "a")
    let old = try fixture.write("b.json", #"{"format":"bailiwick-policy","version":9,"name":"a"}"#)
    guard case .otherFormat? = try await fixture.failure(old) else { return #expect(Bool(false), "other version") }
    let extra = try fixture.write("c.json", #"{"format":"bailiwick-policy","version":1,"name":"a","x":1}"#)
    #expect(try await fixture.failure(extra) == .wrongDocument(extra, place: "x", reason: "unknown member"))
    let broken = try fixture.write("d.json", "{\n  \"name\" 3}")
    #expect(try await fixture.failure(broken) == .notJSON(broken, reason: "expected : at line 2, column 10"))
    #expect(fixture.starts == 0)
  }

  @Test("what is not there is said before a compiler starts")
  func missing() async throws {
    #expect(try await fixture.failure("/nowhere/Policy.swift") == .fileNotFound("/nowhere/Policy.swift"))
    let empty = try fixture.write("Policy.swift", "import Bailiwick\n/* let policy = 1 */ let polcy = Policy(\"a\")\n")
    #expect(try await fixture.failure(empty) == .noPolicyDeclared(empty))
    #expect(fixture.starts == 0)
    let policy = try fixture.write("Good.swift", "import Bailiwick\nlet policy = Policy(\"a\")\n")
    let error = await #expect(throws: PolicyLoadError.self) {
      try await fixture.loader(swiftc: "/nowhere/swiftc").load(policy, as: PolicyHead.self)
    }
    #expect(error?.description.contains("policy.json is accepted") == true)
  }

  @Test("the compiler's own text is handed on")
  func compileError() async throws {
    let path = try fixture.write("Policy.swift", "import Bailiwick\nlet policy = Polcy(\"a\")\n")
    guard case .doesNotCompile(let text)? = try await fixture.failure(path) else {
      return #expect(Bool(false), "compiles")
    }
    #expect(text.contains("Policy.swift:2:14: error: cannot find 'Polcy' in scope"))
  }

  @Test("a crash, an endless loop, a flood and an exit code are told apart")
  func endings() async throws {
    var limits = PolicyLoader.Limits()
    // Only the loop that never ends is meant to meet the clock; on a loaded machine the others need more than a second.
    limits.run = .seconds(60)
    limits.output = 10_000
    var short = limits
    short.run = .seconds(1)
    func failure(_ body: String, _ limits: PolicyLoader.Limits) async throws -> PolicyLoadError? {
      let text = "import Bailiwick\nimport Glibc\n@main struct Program { static func main() { \(body) } }\n"
      return try await fixture.failure(fixture.write("Policy.swift", text), limits: limits)
    }
    guard case .crashed(let signal, let text)? = try await failure("fatalError(\"no such table\")", limits) else {
      return #expect(Bool(false), "no crash")
    }
    #expect(signal == 4 || signal == 5)
    #expect(text.contains("no such table"))
    #expect(try await failure("while true {}", short) == .ranTooLong(.seconds(1)))
    #expect(try await failure("while true { print(\"flood\") }", limits) == .tooMuchOutput(10_000))
    #expect(try await failure("exit(3)", limits) == .failed(code: 3, text: ""))
    guard case .notJSON? = try await failure("print(getenv(\"HOME\") == nil ? \"empty\" : \"{}\")", limits) else {
      return #expect(Bool(false), "the environment is not empty")
    }
  }
}
