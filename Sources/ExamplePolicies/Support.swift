public import Bailiwick

/// Book keeping: the vendor's people see a company's books when its owner lets them in, for a reason and for hours.
public enum SupportAccess {
  /// The policy.
  public static var policy: Policy {
    Policy("support") {
      Tenants(in: "books.companies", key: "id") { Allow(.select, to: "keeper", "helper") }
      Bind(.session(lifetime: .hours(12), idle: .minutes(30)))
      Role("keeper")
      Role("owner", inherits: "keeper")
      Role("helper")
      Support("helper", grantedBy: "owner", upTo: .hours(8))
      Schema("books") { Owned(by: "company_id") }
      Table("books.entries") {
        Allow(.select, to: "keeper", "helper")
        Allow(.insert, to: "keeper")
        Allow(.update, to: "helper", columns: ["note"])
      }
    }
  }
}
