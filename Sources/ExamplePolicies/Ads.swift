public import Bailiwick

/// Advertising analytics, the shape of a database sharded by tenant: a company's bigint leads every key, so every
/// reference holds the tenant already.
public enum Ads {
  /// The policy.
  public static var policy: Policy {
    Policy("ads") {
      Tenants(in: "ads.companies", key: "id") {
        Allow(.select, to: "analyst", "operator")
        Allow(.update, to: "owner", columns: ["name", "image_url"])
      }
      Role("analyst")
      Role("marketer", inherits: "analyst")
      Role("owner", inherits: "marketer")
      Role("collector")
      Role("operator", reach: .allTenants)
      Schema("ads") {
        Owned(by: "company_id")
        Internal("rollup_*")
      }
      Table("ads.campaigns") {
        Access(read: ["analyst", "operator"], write: ["marketer"], delete: ["owner"])
        Hide("monthly_budget", except: "owner")
      }
      Table("ads.ads") {
        Allow(.select, to: "analyst", "collector", "operator")
        Allow(.insert, to: "marketer", resulting: column("clicks_count") == 0 && column("impressions_count") == 0)
        Allow(.update, to: "marketer", columns: ["name", "image_url", "target_url"])
        Allow(.delete, to: "owner")
      }
      Tables("ads.clicks", "ads.impressions") {
        Access(read: ["analyst", "collector", "operator"])
        Allow(.insert, to: "collector")
        Mask("user_ip", with: .keepLast(3), except: "collector")
      }
      Never(.update, .delete, on: "ads.clicks", "ads.impressions")
      Never(.insert, .update, .delete, on: "ads.*", by: ["operator"])
    }
  }
}
