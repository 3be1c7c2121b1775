public import Bailiwick

/// A shop that begins: the application says for whom it acts, which holds against a forgotten WHERE and nothing else.
public enum TrustedSettings {
  /// The policy.
  public static var policy: Policy {
    Policy("setting") {
      Tenants(in: "shop.merchants", key: "id") { Allow(.select, to: "seller") }
      Bind(.setting)
      Role("seller")
      Schema("shop") { Owned(by: "merchant_id") }
      Table("shop.products") {
        Allow(.select, .insert, .update, to: "seller")
        Allow(.delete, to: "seller", where: column("sold") == 0)
      }
      Accept("AZ348", because: "sessions come with the next release")
    }
  }
}
