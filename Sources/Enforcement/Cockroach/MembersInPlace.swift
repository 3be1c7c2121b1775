import Diagnostics
import PolicyModel
import SQLSyntax
import SchemaModel

/// Where no policy may ask what its own table says (42P13), and no trigger has an owner's rights (issue 172407) or stands before
/// TRUNCATE (issue 135657), the application's table of members is read where it stands, by whoever owns the identity. So it has
/// no row policy that would ask back: privileges on it are withheld from everybody, a view shows its rows, and routines write.
extension Compiler {
  /// Whether identity reads the application's table of members itself.
  var readsMembersInPlace: Bool { policy.members != nil && !can.policyReadsOwnTable }

  /// Whether no row policy guards the table.
  func isUnderGrantsAlone(_ table: ResolvedTable) -> Bool { isMemberTable(table) && !can.policyReadsOwnTable }

  /// Who holds which role where, for the identity and its routines alone.
  mutating func addMembersInPlace() {
    guard let source = memberSource, readsMembersInPlace else { return }
    addIdentityView(
      MemberRoles.view, source.givenApart,
      "Who is what in which tenant, as \(source.table) says now; nobody but the identity's owner reads it",
      needs: ["schema bailiwick"], policy.members?.location ?? .unknown)
    openMemberTable(source)
  }

  /// What the identity asks of a membership, beside what is asked of every one.
  var isMember: [Expression] { readsMembersInPlace ? [MemberRoles.isHeld] : [] }

  /// What an identity may be, of the membership `m`.
  var membershipRoles: Query.Item {
    readsMembersInPlace ? .init(MemberRoles.held, as: "roles") : .init(.column("roles", of: "m"))
  }

  /// The roles that a membership itself may have: none in a tenant, where the application's table says what somebody is, but
  /// for support.
  var rolesBesideMembers: Expression {
    .and([
      .binary(.column("roles"), .containedBy, .texts(farRoles + supportRoles)),
      .or([
        .isNotNull(.column("tenant_id")),
        .binary(.call(.cardinality, [.column("roles")]), .greater, .literal(.integer(0))),
      ]),
    ])
  }

  /// A session says whom it is for once it is open; a setting would have to be held against the table alone.
  mutating func refuseMembersBySetting() {
    guard let members = policy.members, readsMembersInPlace, binds.setting else { return }
    refuse(
      "AZ219", "Members by a setting is not generated for CockroachDB", members.location,
      notes: [
        "memberships are made there when a session is opened, since a trigger has the rights of whoever writes "
          + "\(members.table) (issue 172407)"
      ],
      fix: "Bind(.session(lifetime: .hours(12), idle: .minutes(30))), or keep memberships by `bailiwick principal add`")
  }
}
