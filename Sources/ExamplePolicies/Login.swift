public import Bailiwick

/// Payrolls: every accountant has a login of their own, so the fence holds even against whoever has its password.
public enum OwnLogins {
  /// The policy.
  public static var policy: Policy {
    Policy("login") {
      Tenants(in: "payroll.employers", key: "id") { Allow(.select, to: "accountant", "auditor") }
      Bind(.login)
      Role("accountant")
      Role("auditor", reach: .allTenants)
      Schema("payroll") { Owned(by: "employer_id") }
      Table("payroll.slips") {
        Allow(.select, to: "accountant", "auditor")
        Allow(.insert, to: "accountant", resulting: column("paid") == false)
        Allow(.update, to: "accountant", where: column("paid") == false, resulting: .anything)
      }
    }
  }
}
