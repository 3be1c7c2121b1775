import Diagnostics
import PolicyModel

extension Check {
  /// The application names whom it acts for, and nothing proves it.
  static let forgeableBinding = Check(
    "AZ348", .warning, "the application names whom it acts for, and nothing proves it",
    reason: """
      A setting can be made by whoever can run SQL: with one injected statement a request acts for any principal of any \
      tenant. It holds against a forgotten WHERE and nothing else, so it is a way to begin with, and who stays there \
      should say why.
      """,
    bad: """
      Bind(.setting)
      """,
    good: """
      Bind(.session(lifetime: .hours(12), idle: .minutes(30)))
      """
  ) { subject in
    subject.policy.bindings.filter { $0.binding == .setting }.map { clause in
      Finding(
        nil, "Bind(.setting) is forgeable: whoever can run SQL acts for whom he names", at: clause.location,
        fix: "Bind(.session(lifetime: .hours(12), idle: .minutes(30))), or Accept(\"AZ348\", because: …)")
    }
  }
}
