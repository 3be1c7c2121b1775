import Database
import Foundation

/// The folder that a throwaway server lives in, and the user that it runs as.
enum SandboxDirectory {
  /// A new folder that nobody else can enter.
  static func make() throws(SandboxError) -> String {
    let base = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    var template = Array("\(base)/bailiwick-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw .system("no folder can be made in \(base): set TMPDIR to one") }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Writes a file of mode 0600.
  static func write(_ text: String, to path: String) throws {
    guard
      FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
    else { throw CocoaError(.fileWriteUnknown) }
  }

  /// A password of 192 random bits.
  static func secret() -> String { randomBytes(24).map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined() }

  /// The user that the server runs as when the tool runs as root, which PostgreSQL refuses.
  private static var user: passwd? {
    guard geteuid() == 0 else { return nil }
    return (getpwnam("postgres") ?? getpwnam("nobody"))?.pointee
  }

  /// What stands in front of the server's command: nothing, or a change to that user.
  static var unprivileged: [String] {
    guard let user else { return [] }
    return ["/usr/bin/setpriv", "--reuid=\(user.pw_uid)", "--regid=\(user.pw_gid)", "--clear-groups", "--"]
  }

  /// Gives the folder and what is in it to that user.
  static func handOver(_ directory: String) {
    guard let user else { return }
    for path in [directory, directory + "/password"] { chown(path, user.pw_uid, user.pw_gid) }
  }
}
