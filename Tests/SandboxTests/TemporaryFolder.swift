import Foundation

/// A folder that every user may write to, like `/tmp`, of one test's own.
struct TemporaryFolder {
  let path = "/tmp/bailiwick-test-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try FileManager.default.setAttributes([.posixPermissions: 0o1777], ofItemAtPath: path)
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// Whether nothing is left but the named file.
  func isEmpty(but name: String) -> Bool {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).allSatisfy { $0 == name }
  }

  /// Whether a server of this folder still runs: its command line names the data directory.
  var isNamedByAProcess: Bool {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.contains { process in
      guard let words = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { return false }
      return String(decoding: words, as: UTF8.self).contains(path + "/bailiwick-")
    }
  }
}
