import ArgumentParser
import Database
import Foundation

/// Where a new secret goes: shown once, or into a file that only its owner can read.
struct SecretFile {
  /// What it is: `password`, `token`.
  let word: String
  /// The file; nil shows it.
  let path: String?

  /// Makes the file first: a place that cannot be written is found out before there is a secret that nobody has.
  /// - Parameter make: Makes the secret, and says how to mend it where it cannot be written after all.
  func with(_ make: () async throws -> (secret: Secret, mend: String)) async throws {
    if let path {
      let made = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
      guard made >= 0 else {
        throw Failure(message: "\(path) cannot be made: \(String(cString: strerror(errno))); nothing was changed")
      }
      close(made)
    }
    let new: (secret: Secret, mend: String)
    do { new = try await make() } catch {
      if let path { try? FileManager.default.removeItem(atPath: path) }
      throw error
    }
    let label = word + String(repeating: " ", count: max(1, 11 - word.count))
    guard let path else { return print("\(label)\(new.secret.reveal())   (shown once)") }
    do {
      let file = try FileHandle(forWritingTo: URL(filePath: path))
      try file.write(contentsOf: Data((new.secret.reveal() + "\n").utf8))
    } catch {
      throw Failure(
        message: "\(path) could not be written: \(error.localizedDescription); nobody has the \(word) now: \(new.mend)",
        code: 1)
    }
    print("\(label)in \(path)")
  }
}

/// Where a new password goes.
struct PasswordOptions: ParsableArguments {
  @Option(help: "Write the password here, mode 0600, instead of showing it.")
  var passwordFile: String?

  /// Shows or writes the password of a login that is about to be made.
  func with(
    rotatedBy command: String = "principal rotate", _ make: () async throws -> (login: String, password: Secret)
  ) async throws {
    try await SecretFile(word: "password", path: passwordFile).with {
      let new = try await make()
      return (new.password, "`bailiwick \(command) \(new.login)` gives \(new.login) another")
    }
  }
}
