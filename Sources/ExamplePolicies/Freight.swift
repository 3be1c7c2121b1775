public import Bailiwick

/// Shipments of many tenants: roles, a hidden and a masked column, a requirement, children, personal notes.
public enum Freight {
  /// The policy.
  public static var policy: Policy {
    Policy("freight") {
      Tenants(in: "app.tenants", key: "id") { Allow(.select, to: "viewer", "auditor") }
      Role("viewer")
      Role("clerk", inherits: "viewer")
      Role("manager", inherits: "clerk")
      Role("auditor", reach: .allTenants)
      Schema("app") {
        Owned(by: "tenant_id")
        Owned(.inferred)
        Shared("countries")
      }
      Table("app.countries") { Allow(.select, to: "viewer", "auditor") }
      Table("app.shipments") {
        Allow(.select, to: "viewer", "auditor")
        Allow(.insert, to: "clerk", resulting: column("status") == "draft")
        Allow(.update, to: "clerk", where: column("status") != "closed", resulting: .anything)
        Allow(.delete, to: "manager")
        Hide("margin", except: "manager")
        Mask("contact_email", with: .keepLast(4), except: "clerk")
        Require(column("status") != "embargoed", except: "manager")
      }
      Tables("app.shipment_events", "app.event_photos") {
        Allow(.select, to: "viewer", "auditor")
        Allow(.insert, to: "clerk")
      }
      Table("app.notes") {
        Personal(by: "author_id")
        Allow(.select, .insert, .update, .delete, to: "viewer")
      }
      Accept(
        "AZ307", on: "app.shipments", because: "events and photos of an embargoed shipment say nothing of its contents")
      Never(.delete, on: "app.shipment_events")
    }
  }
}
