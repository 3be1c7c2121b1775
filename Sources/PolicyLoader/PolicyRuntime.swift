import CanonicalJSON

/// What a policy is compiled and linked against.
///
/// Two layouts are known: a build folder of SwiftPM, with `Modules/` and `<Module>.build/`, and an installation, where
/// the modules and `libBailiwick.a` stand in one folder.
package struct PolicyRuntime: Sendable, Hashable {
  /// The folder that holds either layout.
  package var folder: String

  /// Names the folder.
  package init(folder: String) { self.folder = Files.absolute(folder) }

  /// The runtime that belongs to an executable: `../lib/bailiwick` where that is there, else the executable's folder.
  package init(besideExecutable executable: String) {
    let folder = executable.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    let installed = folder + "/../lib/bailiwick"
    self.init(folder: Files.kind(installed) == .folder ? installed : folder)
  }

  /// `Bailiwick` and what it needs.
  static let modules = ["Bailiwick", "CanonicalJSON", "Diagnostics", "PolicyModel", "SchemaModel"]

  /// The parts of the runtime, found.
  struct Parts {
    /// The folder for `-I`.
    var modules: String
    /// What the compiler reads: modules, objects, archives.
    var inputs: [String]
    /// What is linked.
    var linked: [String]
  }

  /// Finds the parts.
  func parts() throws(PolicyLoadError) -> Parts {
    let archive = folder + "/libBailiwick.a"
    let development = folder + "/Modules"
    let modules = Files.kind(archive) == .file ? folder : development
    let interfaces = PolicyRuntime.modules.map { "\(modules)/\($0).swiftmodule" }
    for interface in interfaces where Files.kind(interface) == nil { throw .noRuntime(interface) }
    if modules == folder { return Parts(modules: modules, inputs: interfaces + [archive], linked: [archive]) }
    var objects: [String] = []
    for module in PolicyRuntime.modules {
      let found = PolicyRuntime.objects(in: "\(folder)/\(module).build")
      if found.isEmpty { throw .noRuntime("\(folder)/\(module).build") }
      objects += found
    }
    return Parts(modules: modules, inputs: interfaces + objects, linked: objects)
  }

  /// The objects of one module: those that the build's own map names, since the folder keeps those of removed sources.
  private static func objects(in folder: String) -> [String] {
    guard let bytes = Files.read(folder + "/output-file-map.json"),
      case .object(let sources)? = try? JSONValue(parsing: String(decoding: bytes, as: UTF8.self))
    else {
      return (Files.names(in: folder) ?? []).filter { $0.hasSuffix(".swift.o") }.map { "\(folder)/\($0)" }
    }
    return sources.compactMap { name, source -> String? in
      // A release build names an object of the whole module too, under no source, and does not make it.
      guard !name.isEmpty, case .string(let object)? = source["object"] else { return nil }
      guard let name = object.split(separator: "/").last else { return nil }
      return "\(folder)/\(name)"
    }.sorted()
  }
}
