import Foundation
import Glibc

/// Speaks just enough of PostgreSQL's protocol to be let in by, and calls itself a version of its own choice.
final class FakeServer: @unchecked Sendable {
  let port: Int
  private let descriptor: Int32
  private let version: String
  private let words: String

  /// - Parameter version: Such as `13.14`: what the server reports by itself, and what `version()` says.
  convenience init(version: String) throws { try self.init(version, "PostgreSQL \(version) on a fake") }

  /// - Parameter words: What `version()` says; the server reports 13.0, as CockroachDB does.
  convenience init(says words: String) throws { try self.init("13.0.0", words) }

  private init(_ version: String, _ words: String) throws {
    struct NoSocket: Error {}
    (self.version, self.words) = (version, words)
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listening = withUnsafeMutablePointer(to: &address) { [descriptor] in
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    guard listening else { throw NoSocket() }
    Thread.detachNewThread { [self] in
      while true {
        let client = accept(descriptor, nil, nil)
        guard client >= 0 else { return }
        Thread.detachNewThread { [self] in
          serve(FileHandle(fileDescriptor: client, closeOnDealloc: true))
        }
      }
    }
  }

  /// Ends the listener, and with it its thread.
  func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  private func serve(_ client: FileHandle) {
    guard let length = number(client), client.readData(ofLength: length - 4).count == length - 4 else { return }
    send(client, message("R", [0, 0, 0, 0]) + message("S", text("server_version") + text(version)) + ready)
    while let type = client.readData(ofLength: 1).first, let length = number(client) {
      _ = client.readData(ofLength: length - 4)
      switch UnicodeScalar(type) {
      case "Q": send(client, answer + ready)
      case "P": send(client, message("1", []))
      case "B": send(client, message("2", []))
      case "D": send(client, row)
      case "E": send(client, answer.dropFirst(row.count))
      case "S": send(client, ready)
      case "X": return
      default: continue
      }
    }
  }

  /// To every question the same answer: one column, one row, the version.
  private var answer: [UInt8] {
    let bytes = Array(words.utf8)
    return row + message("D", [0, 1] + big(bytes.count) + bytes) + message("C", text("SELECT 1"))
  }
  private var row: [UInt8] {
    message("T", [0, 1] + text("version") + big(0) + [0, 0] + big(25) + [255, 255] + big(-1) + [0, 0])
  }
  private var ready: [UInt8] { message("Z", [UInt8(ascii: "I")]) }

  private func message(_ type: Unicode.Scalar, _ body: [UInt8]) -> [UInt8] {
    [UInt8(ascii: type)] + big(body.count + 4) + body
  }
  private func text(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }
  private func big(_ number: Int) -> [UInt8] { withUnsafeBytes(of: Int32(number).bigEndian) { Array($0) } }
  private func number(_ client: FileHandle) -> Int? {
    let bytes = client.readData(ofLength: 4)
    return bytes.count == 4 ? bytes.reduce(0) { $0 << 8 | Int($1) } : nil
  }
  private func send(_ client: FileHandle, _ bytes: some Sequence<UInt8>) { try? client.write(contentsOf: Data(bytes)) }
}
