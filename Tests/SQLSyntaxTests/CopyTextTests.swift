import Database
import SQLSyntax
import TestSupport
import Testing

/// Rows that try to be more than one line of COPY, by a server's own reading and writing.
@Suite(.takesTurns) struct CopyTextTests {
  @Test func rowsGoInAndComeOutAsTheyWere() async throws {
    let sandbox = try await TestServer.start(for: "copying")
    try await sandbox.withDatabase("copying") { connection, _ in
      _ = try await connection.run("CREATE TABLE t (n int, a text, b text)")
      let texts: [String?] = QuotingTests.hostile + ["\\.", "\\N", "\r\n", "\u{8}\u{b}\u{c}\u{1}", "\n\u{301}", nil]
      for (number, text) in texts.enumerated() {
        let line = CopyText.line(["\(number)", text, text])
        _ = try await connection.copyIn("COPY t (n, a, b) FROM STDIN", line + "\n")
        let back = try await connection.run("SELECT a, b FROM t WHERE n = \(number)").rows
        #expect(back == [[text, text]], "\(line)")
        let out = try await connection.copyOut("COPY (SELECT n, a, b FROM t WHERE n = \(number)) TO STDOUT")
        #expect(CopyText.lines(out) == [line])
        let one = try await connection.copyOut("COPY (SELECT a FROM t WHERE n = \(number)) TO STDOUT")
        #expect(CopyText.lines(one) == [CopyText.line([text])])
      }
    }
  }
}
