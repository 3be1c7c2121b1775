public import Bailiwick

/// Boards of teams: roles that are held at projects, below the team that is the tenant.
public enum Boards {
  /// The policy.
  public static var policy: Policy {
    Policy("boards") {
      Tenants(in: "boards.teams", key: "id") { Allow(.select, to: "member") }
      Level("project", in: "boards.projects")
      Role("member")
      Role("reader", at: "project")
      Role("editor", inherits: "reader", at: "project")
      Role("owner", inherits: "editor", "member")
      Schema("boards") { Owned(by: "team_id") }
      Table("boards.projects") {
        Allow(.select, to: "reader")
        Allow(.update, to: "editor", columns: "title")
        Allow(.insert, .delete, to: "owner")
      }
      Table("boards.tasks") {
        Allow(.select, to: "reader")
        Allow(.insert, .update, to: "editor")
        Allow(.delete, to: "editor", where: column("done") == true)
      }
      // A comment is at the project of its task.
      Table("boards.comments") {
        Allow(.select, .insert, to: "reader")
        Allow(.update, .delete, to: "editor")
      }
      // A file of no project is the whole team's: only owners see it.
      Table("boards.files") {
        Allow(.select, to: "reader")
        Allow(.insert, .update, .delete, to: "editor")
      }
    }
  }
}
