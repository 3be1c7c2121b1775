import Foundation
import Testing

@testable import PolicyLoader

/// What a policy is linked with, as either kind of build lays it out.
struct RuntimeLayoutTests {
  /// SwiftPM's map has an entry of the module as a whole, which in a release build names an object that is never made.
  @Test(arguments: [false, true]) func anObjectOfNoSourceIsNotLinked(_ isRelease: Bool) throws {
    let folder = try LoaderFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func write(_ name: String, _ text: String) throws {
      let file = URL(filePath: "\(folder)/\(name)")
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    for module in PolicyRuntime.modules {
      try write("Modules/\(module).swiftmodule", "")
      let whole = isRelease ? #""object": "/elsewhere/\#(module).o""# : #""swift-dependencies": "primary.swiftdeps""#
      try write(
        "\(module).build/output-file-map.json",
        #"{"": {\#(whole)}, "/sources/One.swift": {"object": "/elsewhere/One.swift.o"}}"#)
      // Left behind by a source that is gone.
      try write("\(module).build/Gone.swift.o", "")
    }
    let parts = try PolicyRuntime(folder: folder).parts()
    #expect(parts.linked == PolicyRuntime.modules.map { "\(folder)/\($0).build/One.swift.o" })
  }
}
