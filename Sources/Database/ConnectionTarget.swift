/// Where to connect and as whom, in libpq's terms.
///
/// What is not set here is left to libpq: its environment (`PGHOST`, `PGPASSFILE`, …), the service file, its defaults.
package struct ConnectionTarget: Sendable, Hashable {
  /// Host name, address or socket directory; several, separated by commas, as libpq takes them.
  package var host: String?
  /// One port. A list of ports stays among the ``options`` under `port`.
  package var port: Int?
  /// The database's name.
  package var database: String?
  /// The role to log in as.
  package var user: String?
  /// The password, if it is part of the target.
  package var password: Secret?
  /// Every other libpq keyword, for example `sslmode` or `service`.
  package var options: [String: String]

  /// A target from its parts.
  package init(
    host: String? = nil, port: Int? = nil, database: String? = nil, user: String? = nil, password: Secret? = nil,
    options: [String: String] = [:]
  ) {
    self.host = host
    self.port = port
    self.database = database
    self.user = user
    self.password = password
    self.options = options
  }

  /// The same server with another identity or another database.
  ///
  /// A new user never inherits the password of the old one.
  package func with(user: String? = nil, password: Secret? = nil, database: String? = nil) -> ConnectionTarget {
    var copy = self
    if let user {
      if user != copy.user { copy.password = nil }
      copy.user = user
    }
    copy.password = password ?? copy.password
    copy.database = database ?? copy.database
    return copy
  }

  /// The libpq keywords and values, password included; in a fixed order.
  func keywords() -> [(String, String)] {
    var all = options.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    if let host { all.append(("host", host)) }
    if let port { all.append(("port", String(port))) }
    if let database { all.append(("dbname", database)) }
    if let user { all.append(("user", user)) }
    if let password { all.append(("password", password.reveal())) }
    return all
  }
}

extension ConnectionTarget: CustomStringConvertible, CustomReflectable {
  /// A URL without any secret: `postgres://user@host:port/database?sslmode=require`.
  package var description: String {
    var text = "postgres://"
    if let user { text += percentEncoded(user) + "@" }
    if let host { text += host.hasPrefix("/") ? percentEncoded(host) : host }
    if let port { text += ":\(port)" }
    if let database { text += "/" + percentEncoded(database) }
    let shown = options.filter { !Self.secretOptions.contains($0.key) }.sorted { $0.key < $1.key }
    if !shown.isEmpty {
      text += "?" + shown.map { "\($0.key)=\(percentEncoded($0.value))" }.joined(separator: "&")
    }
    return text
  }

  /// Shows what ``description`` shows, so that a dump holds no secret option either.
  package var customMirror: Mirror { Mirror(self, children: ["url": description], displayStyle: .struct) }

  /// libpq options that are secrets themselves, or free text that may carry one.
  private static let secretOptions: Set<String> = ["sslpassword", "options"]
}

private func percentEncoded(_ text: String) -> String {
  let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
  let digits = Array("0123456789ABCDEF")
  return text.utf8.reduce(into: "") { encoded, byte in
    if plain.contains(byte) {
      encoded.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }
  }
}
