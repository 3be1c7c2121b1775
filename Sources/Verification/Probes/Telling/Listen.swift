import PolicyModel

extension Probe {
  /// NOTIFY is heard by whoever listens, whosever row it tells of.
  static let listen = Probe(
    id: "listen", attack: "listen to the notifications of others", cwe: 200, owasp: .objects, gravity: .medium,
    caller: .injected, channel: "notify", judgement: .succeeds
  ) { _, _ in
    [.run("LISTEN everything")]
  }
}
