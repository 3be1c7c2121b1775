import Database

/// What the catalog of a database holds that a policy could change, one line for each fact.
enum CatalogListing {
  static func read(_ connection: Connection) async throws -> Set<String> {
    Set(try await connection.run(query).rows.compactMap { $0[0] })
  }

  /// Privileges are listed as they are in force: what no list says is the engine's default.
  private static let query = """
    WITH schemas AS (
      SELECT oid, nspname, nspowner, coalesce(nspacl, acldefault('n', nspowner)) AS acl FROM pg_namespace
      WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    ), relations AS (
      SELECT c.* FROM pg_class c JOIN schemas s ON s.oid = c.relnamespace
    )
    SELECT 'role ' || rolname || ' ' || rolcanlogin FROM pg_roles WHERE rolname ~ '^(freight|bailiwick)_'
    UNION ALL SELECT 'member ' || member::regrole || ' of ' || roleid::regrole FROM pg_auth_members
    UNION ALL SELECT 'database ' || g.grantee::regrole || ' ' || g.privilege_type
      FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) g
      WHERE d.datname = current_database()
    UNION ALL SELECT 'schema ' || nspname || ' of ' || nspowner::regrole FROM schemas
    UNION ALL SELECT 'schema ' || nspname || ' ' || g.grantee::regrole || ' ' || g.privilege_type
      FROM schemas, aclexplode(acl) g
    UNION ALL SELECT 'relation ' || oid::regclass || ' ' || relkind::text || ' of ' || relowner::regrole || ' '
      || relrowsecurity || ' ' || relforcerowsecurity || ' ' || coalesce(reloptions::text, '') FROM relations
    UNION ALL SELECT 'relation ' || oid::regclass || ' ' || g.grantee::regrole || ' ' || g.privilege_type
      FROM relations, aclexplode(coalesce(relacl, acldefault('r', relowner))) g
    UNION ALL SELECT 'column ' || a.attrelid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || ' ' || a.attnotnull || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
      FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    UNION ALL SELECT 'column ' || a.attrelid::regclass || '.' || a.attname || ' ' || g.grantee::regrole || ' '
      || g.privilege_type FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid, aclexplode(a.attacl) g
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(c.oid)
      FROM pg_constraint c JOIN relations r ON r.oid = c.conrelid
    UNION ALL SELECT 'index ' || pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN relations r ON r.oid = i.indrelid
    UNION ALL SELECT 'policy ' || polrelid::regclass || ' ' || polname || ' ' || polcmd::text || ' ' || polpermissive || ' '
      || polroles::regrole[]::text || ' ' || coalesce(pg_get_expr(polqual, polrelid), '') || ' '
      || coalesce(pg_get_expr(polwithcheck, polrelid), '') FROM pg_policy
    UNION ALL SELECT 'routine ' || p.oid::regprocedure || ' of ' || proowner::regrole || ' ' || coalesce(proacl::text, '')
      || ' ' || md5(prosrc) FROM pg_proc p JOIN schemas s ON s.oid = p.pronamespace
    UNION ALL SELECT 'default ' || defaclrole::regrole || ' ' || defaclobjtype::text || ' ' || defaclacl::text
      FROM pg_default_acl
    """
}
