import Glibc

/// Ports of 127.0.0.1.
enum LoopbackPort {
  /// A port that nobody listens on now. Somebody may take it before the server does, so whoever starts one tries again.
  static func free() throws(SandboxError) -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw .system("no socket can be made") }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard bound else { throw .system("no free port on loopback") }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
