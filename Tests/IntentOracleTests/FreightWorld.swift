import ExamplePolicies
import IntentOracle
import PolicyModel
import SchemaModel
import TestSupport

/// Three tenants with a shipment of each status, events, photos and notes; and those who act on them.
struct FreightWorld {
  let oracle: Oracle
  let world: World

  private static let snapshot = Result { try Example.all[0].snapshot }

  init(_ policy: Policy = Freight.policy, engine: Engine.Product = .postgresql) throws {
    oracle = Oracle(try ResolvedPolicy(policy, in: Self.snapshot.get()), engine: engine)
    guard let now = Moment("2026-11-24T12:00:00Z") else { throw DecodingFailure() }
    let rows = ["a", "b", "c"].flatMap(Self.rows(of:))
    world = World(rows + [Self.row("countries", ["code": .text("SE"), "name": .text("Sweden")])], now: now)
  }

  struct DecodingFailure: Error {}

  static func name(_ table: String) -> QualifiedName { QualifiedName("app", table) }
  static func row(_ table: String, _ values: [String: Value]) -> Row { Row(name(table), values) }
  /// `a` is a tenant, `a:booked` its booked shipment.
  static func id(_ text: String) -> Value { .uuid(text) }

  static func shipment(_ id: String, of tenant: String?, _ status: String?) -> Row {
    row(
      "shipments",
      [
        "id": .uuid(id), "tenant_id": tenant.map(Value.uuid) ?? .null, "reference": .text(id),
        "status": status.map(Value.text) ?? .null, "country_code": .text("SE"), "margin": .integer(7),
        "contact_email": .text("ann@acme.example"),
      ])
  }

  static func event(_ id: String, of shipment: String) -> Row {
    row("shipment_events", ["id": .uuid(id), "shipment_id": .uuid(shipment), "kind": .text("loaded")])
  }

  static func photo(_ id: String, of event: String) -> Row {
    row("event_photos", ["id": .uuid(id), "event_id": .uuid(event), "path": .text("1.jpg")])
  }

  static func note(_ id: String, of tenant: String, by author: String) -> Row {
    row("notes", ["id": .uuid(id), "tenant_id": .uuid(tenant), "author_id": .uuid(author), "body": .text("…")])
  }

  private static func rows(of tenant: String) -> [Row] {
    [row("tenants", ["id": .uuid(tenant), "name": .text(tenant)])]
      + ["draft", "booked", "closed", "embargoed"].map { (status: String) in
        shipment("\(tenant):\(status)", of: tenant, status)
      }
      + ["booked", "embargoed"].map { event("\(tenant):e:\($0)", of: "\(tenant):\($0)") }
      + [photo("\(tenant):p", of: "\(tenant):e:booked")]
      + ["viewer", "clerk"].map { note("\(tenant):n:\($0)", of: tenant, by: "\(tenant):\($0)") }
  }

  static func actor(_ role: String, of tenant: String = "a") -> Actor {
    Actor(principal: .uuid("\(tenant):\(role)"), tenant: .uuid(tenant), roles: [role])
  }

  static let auditor = Actor(principal: .uuid("aud"), tenant: nil, roles: ["auditor"])

  static var suspended: Actor {
    var actor = actor("manager")
    actor.active = false
    return actor
  }

  func find(_ table: String, _ id: String) -> Row {
    world.rows[Self.name(table), default: []].first { $0["id"] == .uuid(id) } ?? Self.row(table, ["id": .uuid(id)])
  }

  /// The ids that the actor sees, sorted.
  func seen(_ table: String, by actor: Actor) -> [String] {
    world.rows[Self.name(table), default: []].filter { oracle.sees(actor, $0, world) }.compactMap {
      if case .uuid(let id) = $0["id"] { id } else { nil }
    }.sorted()
  }
}
