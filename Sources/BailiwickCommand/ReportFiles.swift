import ArgumentParser
import Foundation
import Report

extension ReportFormat: ExpressibleByArgument {}
extension ProofReport.Threshold: ExpressibleByArgument {}

/// `html=verify.html`: a format and the file that it is written to.
struct ReportFile: ExpressibleByArgument {
  let format: ReportFormat
  let path: String

  init(_ format: ReportFormat, path: String) { (self.format, self.path) = (format, path) }

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let format = ReportFormat(rawValue: String(parts[0])) else { return nil }
    self.init(format, path: String(parts[1]))
  }

  /// A place that cannot be written is found out before the cells are asked, not after.
  func prepare() throws {
    var isFolder: ObjCBool = false
    let parent = URL(filePath: path).deletingLastPathComponent().path
    let files = FileManager.default
    if files.fileExists(atPath: path, isDirectory: &isFolder) {
      guard !isFolder.boolValue, files.isWritableFile(atPath: path) else {
        throw cannot("it is a folder, or not yours")
      }
    } else {
      guard files.isWritableFile(atPath: parent) else { throw cannot("its folder is not there, or not yours") }
    }
  }

  func write(_ proof: ProofReport, duration: String) throws {
    do {
      try Data(proof.written(as: format, duration: duration).utf8).write(to: URL(filePath: path), options: .atomic)
    } catch { throw cannot(error.localizedDescription) }
  }

  private func cannot(_ reason: String) -> Failure { Failure(message: "\(path) cannot be written: \(reason)") }
}
