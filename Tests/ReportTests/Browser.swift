import Foundation
import Sandbox
import Testing

/// Headless Chromium, which `.ci/setup test` installs: what it makes of a page.
enum Browser {
  /// The page's document after its scripts have run, as Chromium writes it.
  static func document(of html: String, dark: Bool = false) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bailiwick-page-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let page = folder.appending(path: "page.html")
    try Data(html.utf8).write(to: page)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/chromium")
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
      "--user-data-dir=\(folder.path)/profile",
      "--blink-settings=preferredColorScheme=\(dark ? 0 : 1)", "--virtual-time-budget=5000", "--dump-dom",
      page.absoluteString,
    ]
    let out = try ChildPipe()
    process.standardOutput = out.writing
    process.standardError = FileHandle.nullDevice
    try process.start()
    let text = String(decoding: out.everything(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return text
  }

  /// What a script says of the page: the page itself lets none run, so the test takes that line out.
  static func answer(_ script: String, on html: String, dark: Bool = false) throws -> String {
    let policy = try #require(html.firstMatch(of: /<meta http-equiv="Content-Security-Policy"[^>]*>/))
    let page = html.replacing(policy.0, with: "").replacing(
      "</body>",
      with:
        "<p id=\"answer\"></p><script>document.getElementById('answer').textContent = (() => { \(script) })();</script></body>"
    )
    let document = try document(of: page, dark: dark)
    return String(try #require(document.firstMatch(of: /<p id="answer">([^<]*)<\/p>/)).1)
  }
}
