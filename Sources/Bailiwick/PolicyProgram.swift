import CanonicalJSON
import Diagnostics
import Glibc
public import PolicyModel

/// A policy as a program: `@main struct Freight: PolicyProgram { static var policy: Policy { … } }`.
public protocol PolicyProgram {
  /// The policy.
  static var policy: Policy { get }
}

extension PolicyProgram {
  /// Writes the policy as JSON to standard output; what the policy's own code prints goes to standard error.
  public static func main() { emit(policy) }
}

/// Writes a policy as JSON to standard output, as ``PolicyProgram`` does, for a file with a bare `let policy`.
public func emit(_ policy: @autoclosure () -> Policy) {
  let output = dup(1)
  dup2(2, 1)
  let bytes = Array(policy().json.canonicalText.utf8)
  var written = 0
  while written < bytes.count {
    let count = bytes[written...].withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
    guard count > 0 else { exit(2) }
    written += count
  }
  close(output)
}

/// Ends the policy's process with a message in the form that compilers use.
func refuse(_ reason: String, at location: SourceLocation) -> Swift.Never {
  let bytes = Array("\(location): error: \(reason)\n".utf8)
  _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
  exit(2)
}
