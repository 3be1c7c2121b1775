package import Database
package import PolicyModel
import SQLSyntax
package import SchemaModel

/// What the logins of a live database see of its own rows: none of another tenant's, and none at all without an identity.
///
/// The cells run on witness rows of a copy; this asks the rows that are there. A superuser speaks for each login, in
/// transactions that may only read, and by SET SESSION AUTHORIZATION, so that SESSION_USER is the login itself. What a
/// session reads that binds a token is not asked: there is no session to borrow, and opening one would write.
///
/// What a policy or a view calls could say RESET SESSION AUTHORIZATION and be the superuser. So nothing is read that a login
/// might have written such a call into: what belongs to a role that one may become is not asked, and says so.
package struct LiveReads: Sendable {
  /// How many reads were answered.
  package private(set) var answered = 0
  /// By how many logins.
  package private(set) var logins = 0
  /// How many logins there are that row security applies to.
  package private(set) var known = 0
  /// Reads that gave no answer, in words.
  package private(set) var unanswered: [String] = []
  /// Rows that a login sees and should not.
  package private(set) var leaks: [Disagreement] = []

  /// What was not asked, or gave no answer: a read that is passed over shows nothing.
  package static func open(_ reads: LiveReads?) -> [String] {
    reads?.unanswered ?? ["they were not asked, since only a superuser speaks for other logins"]
  }

  /// Logins are asked in turn, one of each set of roles after the other, and no more than this.
  private static let most = 50

  /// Reads as every login, or as the first ones where there are many; nil where the connection is no superuser's.
  ///
  /// - Parameter views: The generated views by the tables that they show.
  package static func run(
    on connection: Connection, _ found: SchemaSnapshot, policy: ResolvedPolicy, views: [QualifiedName: QualifiedName]
  ) async throws(DatabaseError) -> LiveReads? {
    let superuser = try await connection.run("SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = session_user")
    guard superuser.rows.first?.first == "t" else { return nil }
    var reads = LiveReads()
    let speakers = try await speakers(connection, policy)
    reads.known = speakers.count
    let relations = policy.tables.flatMap { table in
      [table.name, views[table.name]].compactMap(\.self).map { (relation: $0, table: table) }
    }
    let hands = Hands(found)
    let trusted = relations.filter { place in
      guard let hand = hands.on(place.relation) else { return true }
      reads.unanswered.append("\(place.relation): \(hand) could have written what reading it runs")
      return false
    }
    for speaker in speakers.prefix(most) where !(speaker.acts && speaker.reachesAll) {
      let before = reads.answered
      for place in trusted { try await reads.ask(speaker, place.relation, place.table, policy, connection) }
      if reads.answered > before { reads.logins += 1 }
    }
    return reads
  }

  /// A login, with the identity that it has.
  private struct Speaker {
    var login: String
    var principal: String?
    var tenant: String?
    var reachesAll: Bool
    /// Whether the identity lets it act; false where there is none.
    var acts: Bool
  }

  private static func speakers(
    _ connection: Connection, _ policy: ResolvedPolicy
  ) async throws(DatabaseError) -> [Speaker] {
    func isThere(_ table: String) async throws(DatabaseError) -> Bool {
      try await connection.run("SELECT pg_catalog.to_regclass($1) IS NOT NULL", [table]).rows == [["t"]]
    }
    let there = try await isThere("bailiwick.logins")
    let others =
      try await isThere("bailiwick.anonymous_logins")
      ? """
      UNION ALL SELECT login, NULL, tenant_id::text, false, roles,
        active AND tenant_active AND expires_at > statement_timestamp() FROM bailiwick.anonymous_logins
      """ : ""
    let identity =
      policy.bindings.login && there
      ? """
      SELECT login, principal_id::text AS principal, tenant_id::text AS tenant, reaches_all, roles,
        principal_active AND (tenant_active OR reaches_all) AND expires_at > statement_timestamp() AS acts
      FROM bailiwick.logins \(others)
      """
      : "SELECT NULL::name AS login, NULL AS principal, NULL AS tenant, false AS reaches_all, NULL AS roles, false AS acts"
    return try await connection.run(
      """
      SELECT r.rolname, l.principal, l.tenant, coalesce(l.reaches_all, false), coalesce(l.acts, false)
      FROM pg_catalog.pg_roles r LEFT JOIN (\(identity)) l ON l.login = r.rolname
      WHERE r.rolcanlogin AND NOT r.rolsuper AND NOT r.rolbypassrls
      ORDER BY row_number() OVER (PARTITION BY l.roles, l.acts ORDER BY r.rolname), r.rolname
      """
    ).rows.map { row in
      Speaker(
        login: row[0] ?? "", principal: row[1], tenant: row[2], reachesAll: row[3] == "t", acts: row[4] == "t")
    }
  }

  private mutating func ask(
    _ speaker: Speaker, _ relation: QualifiedName, _ table: ResolvedTable, _ policy: ResolvedPolicy,
    _ connection: Connection
  ) async throws(DatabaseError) {
    var foreign: [Expression] = []
    func isNot(_ name: String?, _ value: String?) {
      guard let name, let value else { return }
      let column = Expression.column(name, of: "r")
      foreign += [.isNull(column), .binary(column, .notEqual, .literal(.text(value)))]
    }
    if speaker.acts {
      if !table.acrossTenants { isNot(table.tenantColumn, speaker.tenant) }
      isNot(table.personColumn, speaker.principal)
      // Whoever is no person has no rows of their own.
      if table.personColumn != nil && speaker.principal == nil { foreign = [.bool(true)] }
      // Everybody who is somebody sees what is shared.
      if foreign.isEmpty { return }
    }
    let tenant = table.acrossTenants ? nil : table.tenantColumn
    let columns = speaker.acts ? [tenant, table.personColumn].compactMap(\.self) : []
    guard try await mayRead(speaker.login, relation, connection) else { return }
    let place = "\(relation) as \(speaker.login)"
    for column in columns where try await !mayRead(speaker.login, relation, column, connection) {
      unanswered.append("\(place): it may not read \(column), which says whose a row is")
      return
    }
    if speaker.acts, let directory = table.directory, let person = table.personColumn {
      guard let members = try await Self.members(of: speaker.tenant, directory, policy, connection) else {
        unanswered.append("\(place): its tenant has so many members that nobody else can be asked for")
        return
      }
      let column = Expression.column(person, of: "r")
      let others = Expression.not(.isIn(column, members.map { .literal(.text($0)) }))
      foreign = [.and([.or(foreign), .or([.isNull(column), others])])]
    }
    let rows = Query([], from: [.init(relation, "r")], where: foreign.isEmpty ? nil : .or(foreign))
    let question = Query([.init(.exists(rows))]).sql
    do {
      let results = try await connection.script(
        """
        BEGIN READ ONLY; SET LOCAL statement_timeout = '2s'; SET LOCAL row_security = on;
        SET LOCAL search_path = pg_catalog, pg_temp;
        \(LoginStatement.speak(speaker.login).sql); \(question); ROLLBACK
        """)
      answered += 1
      guard results.contains(where: { $0.rows == [["t"]] }) else { return }
      leaks.append(
        Disagreement(
          cell: Cell(
            caller: "login \(speaker.login)", relation: relation, command: .select,
            row: speaker.acts ? "a live row of another tenant or person" : "a live row", expected: "not seen"),
          observed: "seen", leak: true, statement: question, login: speaker.login))
    } catch {
      guard error.kind != .connection else { throw error }
      _ = try await connection.run("ROLLBACK")
      // Refused for lack of a privilege: nothing was seen.
      if error.sqlState == "42501" { answered += 1 } else { unanswered.append("\(place): \(error.message)") }
    }
  }

  private func mayRead(
    _ login: String, _ relation: QualifiedName, _ connection: Connection
  ) async throws(DatabaseError) -> Bool {
    try await connection.run(
      "SELECT pg_catalog.has_any_column_privilege($1, pg_catalog.to_regclass($2), 'SELECT')", [login, relation.sql]
    ).rows == [["t"]]
  }

  private func mayRead(
    _ login: String, _ relation: QualifiedName, _ column: String, _ connection: Connection
  ) async throws(DatabaseError) -> Bool {
    try await connection.run(
      """
      SELECT EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = pg_catalog.to_regclass($2)
        AND a.attname = $3 AND pg_catalog.has_column_privilege($1, a.attrelid, a.attnum, 'SELECT'))
      """, [login, relation.sql, column]
    ).rows == [["t"]]
  }
}

/// Who could have written what reading a relation runs.
private struct Hands {
  private let found: SchemaSnapshot
  private let members: [String: [DatabaseRole]]

  init(_ found: SchemaSnapshot) {
    self.found = found
    members = found.roles.reduce(into: [:]) { members, role in
      for group in role.memberOf { members[group, default: []].append(role) }
    }
  }

  /// A login, no superuser, that is or may become the owner of the table or view; nil where none can.
  func on(_ relation: QualifiedName) -> String? {
    let view = found.objects.first { $0.kind == "view" && $0.name == relation.description }
    guard let owner = found.table(relation)?.owner ?? view?.owner else { return nil }
    var seen: Set<String> = [owner]
    var waiting = found.roles.filter { $0.name == owner }
    while let role = waiting.popLast() {
      if role.attributes.contains("superuser") { continue }
      if role.attributes.contains("login") { return role.name }
      waiting += (members[role.name] ?? []).filter { seen.insert($0.name).inserted }
    }
    return nil
  }
}
