import ArgumentParser
import CanonicalJSON
import Provisioning

/// What a `list` prints: lines for people, or one versioned object for programs.
struct ListingOptions: ParsableArguments {
  @Option(help: "text or json.") var format = OutputFormat.text

  /// Prints the rows as JSON where that is asked for; else what the body prints.
  func print(_ name: String, _ rows: [JSONValue], _ body: () -> Void) {
    guard format == .json else { return body() }
    Swift.print(
      JSONValue.object([
        "format": .string("bailiwick-\(name)"), "version": .integer(1), name: .array(rows),
      ]).canonicalText, terminator: "")
  }
}

extension TenantStatus {
  var json: JSONValue {
    .object([
      "tenant": .string(key), "state": .string(state.rawValue), "logins": .integer(Int64(logins)),
      "members": .integer(Int64(members)),
    ])
  }
}

extension LoginStatus {
  var json: JSONValue {
    .object(compacting: [
      "kind": .string("login"), "login": .string(login), "principal": principal.map { .string($0) },
      "tenant": tenant.map { .string($0) }, "roles": roles.json, "state": .string(state),
    ])
  }
}

extension MembershipStatus {
  var json: JSONValue {
    .object(compacting: [
      "kind": .string("member"), "principal": principal.map { .string($0) }, "tenant": tenant.map { .string($0) },
      "roles": roles.json, "state": .string(state), "sessions": .integer(Int64(sessions)),
    ])
  }
}

extension ServiceStatus {
  var json: JSONValue {
    .object([
      "login": .string(login), "kind": .string(kind.rawValue), "sessions": .integer(Int64(sessions)),
    ])
  }
}

extension SessionStatus {
  var json: JSONValue {
    .object(compacting: [
      "session": .string(id), "principal": principal.map { .string($0) }, "tenant": tenant.map { .string($0) },
      "roles": roles.json, "pool": .string(pool), "state": .string(state), "expires": .string(expires),
      "idle": .string(idle),
    ])
  }
}
