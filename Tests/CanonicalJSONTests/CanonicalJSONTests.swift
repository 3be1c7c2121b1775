import CanonicalJSON
import Testing

@Suite struct CanonicalJSONTests {
  @Test func equalDocumentsHaveEqualText() throws {
    let one = try JSONValue(parsing: #"{"b":[1,2.50,null],"a":"x\u0001\"é"}"#)
    let other = try JSONValue(parsing: #" { "a" : "x\u0001\"\u00e9", "b" : [ 1 , 2.50 , null ] } "#)
    #expect(one == other)
    #expect(one.canonicalText == other.canonicalText)
    #expect(one.compactText == #"{"a":"x\u0001\"é","b":[1,2.50,null]}"#)
  }

  @Test(arguments: ["{}", "[]", "\"\\\\\"", "-7", "[{\"a\":[]},true,false,null]", "\"\\ud83d\\ude00\""])
  func textReadsBackAsTheSameValue(_ text: String) throws {
    let value = try JSONValue(parsing: text)
    #expect(try JSONValue(parsing: value.canonicalText) == value)
    #expect(try JSONValue(parsing: value.compactText) == value)
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\":1,\"a\":2}", "nul", "01x", "\"\\ud83d\"", "\"a", "1 2", "{\"a\" 1}", "\"\u{1}\"", "+1",
    String(repeating: "[", count: 300),
  ])
  func badSyntaxIsRefused(_ text: String) {
    #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
  }

  @Test func anUnknownMemberIsRefusedByName() throws {
    var reader = try JSONObjectReader(JSONValue(parsing: #"{"a":1,"typo":2}"#))
    #expect(try reader.take("a", as: Int.self) == 1)
    let error = #expect(throws: JSONDecodingError.self) { try reader.finish() }
    #expect(error?.description == "typo: unknown member")
  }
}
