import ArgumentParser
import Database
import Foundation

/// Where a new password goes: shown once, or into a file that only its owner can read.
struct PasswordOptions: ParsableArguments {
  @Option(help: "Write the password here, mode 0600, instead of showing it.")
  var passwordFile: String?

  /// Makes the file first: a place that cannot be written is found out before there is a password that nobody has.
  func with(_ make: () async throws -> (login: String, password: Secret)) async throws {
    if let passwordFile {
      let made = open(passwordFile, O_WRONLY | O_CREAT | O_EXCL, 0o600)
      guard made >= 0 else {
        throw Failure(
          message: "\(passwordFile) cannot be made: \(String(cString: strerror(errno))); nothing was changed")
      }
      close(made)
    }
    let new: (login: String, password: Secret)
    do { new = try await make() } catch {
      if let passwordFile { try? FileManager.default.removeItem(atPath: passwordFile) }
      throw error
    }
    guard let passwordFile else { return print("password   \(new.password.reveal())   (shown once)") }
    do {
      let file = try FileHandle(forWritingTo: URL(filePath: passwordFile))
      try file.write(contentsOf: Data((new.password.reveal() + "\n").utf8))
    } catch {
      throw Failure(
        message: "\(passwordFile) could not be written: \(error.localizedDescription); nobody has the password of "
          + "\(new.login) now: `bailiwick principal rotate \(new.login)` gives it another", code: 1)
    }
    print("password   in \(passwordFile)")
  }
}
