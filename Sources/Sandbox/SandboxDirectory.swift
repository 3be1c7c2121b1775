import Database
import Foundation

/// The folder that a throwaway server lives in, and the user that it runs as.
enum SandboxDirectory {
  /// A new folder that nobody else can enter; it belongs to the server's user.
  static func make() throws(SandboxError) -> String {
    var base = ProcessInfo.processInfo.environment["TMPDIR"] ?? (memoryHasRoom ? memory : "/tmp")
    // The user that root's server runs as has to reach the folder.
    if user != nil, !isOpenToAll(base) { base = "/tmp" }
    var template = Array("\(base)/bailiwick-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw .system("no folder can be made in \(base): set TMPDIR to one") }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// A file system in memory, where Linux has one: to make a server and to copy a database is several times as quick there.
  private static let memory = "/dev/shm"

  /// Whether a small server leaves room for everybody else. Who loads much names a folder on disk by TMPDIR.
  private static var memoryHasRoom: Bool {
    let needed: UInt64 = 2 << 30
    var status = statvfs()
    guard access(memory, W_OK | X_OK) == 0, statvfs(memory, &status) == 0,
      UInt64(status.f_bavail) * UInt64(status.f_frsize) >= needed,
      let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
      let kilobytes = UInt64(line.filter(\.isNumber))
    else { return false }
    return kilobytes << 10 >= needed
  }

  /// Writes a file of mode 0600.
  static func write(_ text: String, to path: String) throws(SandboxError) {
    guard
      FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
    else { throw .system("\(path) could not be written") }
  }

  /// Removes a folder that no server has taken over.
  static func remove(_ directory: String) { try? FileManager.default.removeItem(atPath: directory) }

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

  /// Refuses programs that root can run and the server's user cannot reach.
  static func requireReachable(_ programs: String) throws(SandboxError) {
    guard let user, !isOpenToAll(programs) else { return }
    throw .system(
      "as root the server runs as \(String(cString: user.pw_name)), who cannot enter \(programs): "
        + "move it to a folder that all users can read")
  }

  /// Whether every folder from the root to this one can be entered by everybody.
  private static func isOpenToAll(_ path: String) -> Bool {
    var path = URL(filePath: path).resolvingSymlinksInPath().path
    while true {
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IXOTH != 0 else { return false }
      if path == "/" { return true }
      path = URL(filePath: path).deletingLastPathComponent().path
    }
  }
}
