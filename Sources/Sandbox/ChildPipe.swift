package import Foundation

/// A way of bytes to or from one child and no other.
///
/// `Foundation.Pipe` leaves both ends open in every child that is launched meanwhile. A server's script lives long, and one
/// that held the writing end of another child's output would keep its reader waiting for an end that never comes.
package struct ChildPipe: Sendable {
  /// Where it is read.
  package let reading: FileHandle
  /// Where it is written.
  package let writing: FileHandle

  /// Opens a pair of connected sockets, which close in every child but the one that is given one: SOCK_CLOEXEC sets that as
  /// they are made (socket(2)), where a pipe has it set after, too late for a child that is launched in between.
  /// - Throws: ``SandboxError/system(_:)`` when the process has no descriptors left.
  package init() throws(SandboxError) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw .system("no pipe could be opened: \(String(cString: strerror(errno)))")
    }
    reading = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
    writing = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
  }

  /// What a child that has been given `writing` says until it ends.
  package func everything() -> Data {
    try? writing.close()
    return (try? reading.readToEnd()) ?? Data()
  }
}
