import Database
import Testing

@Suite("Digests and verifiers")
struct DigestTests {
  @Test(
    "SHA-256 agrees with FIPS 180-4",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
  func digest(text: String, expected: String) {
    #expect(sha256(text.utf8) == expected)
  }

  @Test("the SCRAM verifier agrees with RFC 7677's exchange")
  func verifier() {
    let salt: [UInt8] = [
      0x5b, 0x6d, 0x99, 0x68, 0x9d, 0x12, 0x35, 0x8e, 0xec, 0xa0, 0x4b, 0x14, 0x12, 0x36, 0xfa, 0x81,
    ]
    #expect(
      scramVerifier(password: Secret("pencil"), salt: salt)
        == "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY="
        + ":wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=")
  }

  @Test("a verifier without a given salt is new each time")
  func salted() {
    #expect(scramVerifier(password: Secret("x")) != scramVerifier(password: Secret("x")))
  }

  @Test("random bytes have the length asked for and differ", arguments: [0, 1, 16, 4096])
  func random(count: Int) {
    #expect(randomBytes(count).count == count)
    if count >= 16 { #expect(randomBytes(count) != randomBytes(count)) }
  }
}
