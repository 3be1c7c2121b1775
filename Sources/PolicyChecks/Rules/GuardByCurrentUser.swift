import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A trigger decides by current_user.
  static let guardByCurrentUser = Check(
    "AZ338", .warning, "a trigger decides by current_user",
    reason: """
      `current_user` is whatever SET ROLE made it, or the owner of a definer function; a login that inherits a role \
      is not equal to it. Guards that compare it let the wrong ones through. `session_user` cannot be changed by a \
      session.
      """,
    bad: """
      IF current_user <> 'app_admin' THEN RAISE EXCEPTION 'no'; END IF;
      """,
    good: """
      IF NOT pg_has_role(session_user, 'app_admin', 'USAGE') THEN RAISE EXCEPTION 'no'; END IF;
      """
  ) { subject in
    subject.ownedTables.flatMap { table in
      table.table.triggers.compactMap { trigger -> Finding? in
        guard let function = subject.snapshot.function(of: trigger) else { return nil }
        let words = SQLText(function.text).words.map { $0.lowercased() }
        guard words.contains("current_user") || words.contains("current_role") else { return nil }
        return Finding(
          table.name, "the trigger \(trigger.name) of \(table.name) asks for current_user", at: table.location,
          notes: ["in \(function.name)"], fix: "say it as a rule of the policy, or compare session_user")
      }
    }
  }
}
