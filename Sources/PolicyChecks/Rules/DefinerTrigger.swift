import Diagnostics
import PolicyModel
import SchemaModel

extension Check {
  /// A trigger on an owned table runs as somebody else.
  static let definerTrigger = Check(
    "AZ337", .warning, "a trigger on an owned table runs as somebody else",
    reason: """
      The body of a SECURITY DEFINER function runs with its owner's rights: what it reads and writes is not filtered \
      for the actor whose statement fired it. CockroachDB ignores the word on a trigger's function, so the engines \
      differ too.
      """,
    bad: """
      CREATE FUNCTION app.audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS …;
      """,
    good: """
      CREATE FUNCTION app.audit() RETURNS trigger LANGUAGE plpgsql SECURITY INVOKER AS …;
      """
  ) { subject in
    subject.ownedTables.flatMap { table in
      table.table.triggers.compactMap { trigger -> Finding? in
        guard let function = subject.snapshot.function(of: trigger), function.isDefiner else { return nil }
        // What follows the table that says who is who is generated, and held against the plan word by word.
        if subject.resolved.members?.table == table.name && function.name.hasPrefix("bailiwick.") { return nil }
        return Finding(
          table.name, "the trigger \(trigger.name) of \(table.name) runs as \(function.owner)", at: table.location,
          notes: ["its function \(function.name) is SECURITY DEFINER"],
          fix: "SECURITY INVOKER, or have the body reviewed and accept it")
      }
    }
  }
}
