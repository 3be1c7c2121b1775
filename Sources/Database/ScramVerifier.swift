/// The verifier that PostgreSQL and CockroachDB store for a password: `SCRAM-SHA-256$4096:salt$StoredKey:ServerKey`.
///
/// Sent in place of the password (`PASSWORD 'SCRAM-SHA-256$…'`), it keeps the password itself out of the statement, and
/// so out of server logs and `pg_stat_statements`. The password is taken as it is: SASLprep changes nothing in the ASCII
/// passwords that Bailiwick generates, and for others the server falls back to the raw bytes only where SASLprep
/// refuses them, so keep to ASCII.
package func scramVerifier(password: Secret, salt: [UInt8]? = nil, iterations: Int = 4096) -> String {
  let salt = salt ?? randomBytes(16)
  let salted = pbkdf2SHA256(password: Array(password.reveal().utf8), salt: salt, iterations: iterations)
  let clientKey = hmacSHA256(key: salted, message: Array("Client Key".utf8))
  let serverKey = hmacSHA256(key: salted, message: Array("Server Key".utf8))
  return "SCRAM-SHA-256$\(iterations):\(base64(salt))$\(base64(sha256Bytes(clientKey))):\(base64(serverKey))"
}
