// Written by .ci/embed-sql from sql/catalog; change the files there and run `make golden`.

/// The queries over a database's catalogs.
enum CatalogQuery {
  /// `sql/catalog/version.sql`, which says what it is.
  static let version = #"""
    -- What the server says that it is.
    SELECT pg_catalog.version()
    """#
  /// `sql/catalog/session.sql`, which says what it is.
  static let session = #"""
    -- What names and constants are printed with, and that none but the server's own functions are called.
    SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', false),
      pg_catalog.set_config('quote_all_identifiers', 'off', false),
      pg_catalog.set_config('DateStyle', 'ISO, YMD', false),
      pg_catalog.set_config('IntervalStyle', 'postgres', false),
      pg_catalog.set_config('TimeZone', 'UTC', false),
      pg_catalog.set_config('bytea_output', 'hex', false),
      pg_catalog.set_config('extra_float_digits', '1', false)
    """#
  /// `sql/catalog/postgresql.sql`, which says what it is.
  static let postgresql = #"""
    -- One row, one column: what the database holds, as JSON. $1: the schemas to read, comma-separated; empty: all but the
    -- server's own, of which only what somebody put there is read. Every aggregate is ordered, so equal databases give equal
    -- text. PostgreSQL 15 to 18.
    WITH namespaces AS (
      SELECT n.oid, n.nspname, n.nspowner, n.nspacl
      FROM pg_catalog.pg_namespace n
      WHERE CASE WHEN $1::text = '' THEN n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        ELSE n.nspname = ANY (pg_catalog.string_to_array($1::text, ',')) END
    ), own_schemas AS (
      -- Everybody may look into these, and the server asks the first of them before any other.
      SELECT n.oid, n.nspname, n.nspowner, n.nspacl FROM pg_catalog.pg_namespace n
      WHERE n.nspname IN ('pg_catalog', 'information_schema')
    ), extras AS (
      -- What stands there since the server's first object of somebody else's, without what an extension brought.
      SELECT x.class, x.id FROM (
        SELECT 'pg_catalog.pg_class'::regclass AS class, c.oid AS id FROM pg_catalog.pg_class c
        JOIN own_schemas n ON n.oid = c.relnamespace
        UNION ALL
        SELECT 'pg_catalog.pg_proc'::regclass, p.oid FROM pg_catalog.pg_proc p JOIN own_schemas n ON n.oid = p.pronamespace
      ) x
      WHERE x.id >= 16384 AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_depend d WHERE d.classid = x.class AND d.objid = x.id AND d.deptype = 'e')
    ), relations AS (
      SELECT c.*, n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.oid IN (SELECT oid FROM namespaces)
        OR c.oid IN (SELECT id FROM extras WHERE class = 'pg_catalog.pg_class'::regclass)
    ), routines AS (
      SELECT p.*, n.nspname FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      WHERE n.oid IN (SELECT oid FROM namespaces)
        OR p.oid IN (SELECT id FROM extras WHERE class = 'pg_catalog.pg_proc'::regclass)
    ), acl_entries AS (
      SELECT a.kind, a.id, a.sub,
        CASE WHEN e.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(e.grantee)) END
          || '=' || e.privilege_type || a.suffix || CASE WHEN e.is_grantable THEN '*' ELSE '' END AS entry
      FROM (
        SELECT 'r' AS kind, oid AS id, 0 AS sub, '' AS suffix,
          coalesce(relacl, pg_catalog.acldefault(CASE WHEN relkind = 'S' THEN 's' ELSE 'r' END::"char", relowner)) AS acl
        FROM relations
        UNION ALL
        SELECT 'r', a.attrelid, a.attnum, '(' || a.attname || ')', a.attacl
        FROM pg_catalog.pg_attribute a JOIN relations r ON r.oid = a.attrelid WHERE a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT 'n', oid, 0, '', coalesce(nspacl, pg_catalog.acldefault('n', nspowner)) FROM namespaces
        UNION ALL
        SELECT 'f', p.oid, 0, '', coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))
        FROM routines p
        UNION ALL
        SELECT 'd', oid, 0, '', coalesce(datacl, pg_catalog.acldefault('d', datdba))
        FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()
        UNION ALL
        SELECT 'D', oid, 0, '', defaclacl FROM pg_catalog.pg_default_acl
      ) a, pg_catalog.aclexplode(a.acl) e
    ), grants AS (
      SELECT kind, id, json_agg(entry ORDER BY entry COLLATE "C") AS entries FROM acl_entries GROUP BY kind, id
    ), system_grants AS (
      -- What is kept from everybody and was given to somebody: beyond what the server's own catalogs and routines granted at
      -- first, which pg_init_privs keeps where it is not the default, and beyond what an extension's script left of its
      -- routines. What information_schema shows is everybody's.
      SELECT o.name, CASE WHEN e.grantee = 0 THEN 'PUBLIC'
          ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(e.grantee)) END
        || '=' || e.privilege_type || o.suffix || CASE WHEN e.is_grantable THEN '*' ELSE '' END AS entry
      FROM (
        SELECT 'pg_catalog.pg_class'::regclass AS class, c.oid AS id, 0 AS sub, 'pg_catalog.' || c.relname AS name,
          '' AS suffix, c.relacl AS acl, pg_catalog.acldefault('r', c.relowner) AS standard
        FROM pg_catalog.pg_class c WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.oid < 16384
        UNION ALL
        SELECT 'pg_catalog.pg_class'::regclass, c.oid, a.attnum, 'pg_catalog.' || c.relname, '(' || a.attname || ')',
          a.attacl, NULL
        FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.oid < 16384 AND a.attacl IS NOT NULL
        UNION ALL
        SELECT 'pg_catalog.pg_proc'::regclass, p.oid, 0, 'pg_catalog.' || p.proname || '('
          || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')', '', p.proacl,
          pg_catalog.acldefault('f', p.proowner)
        FROM pg_catalog.pg_proc p
        WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.oid < 16384 AND p.proacl IS NOT NULL
        UNION ALL
        SELECT 'pg_catalog.pg_proc'::regclass, p.oid, 0, n.nspname || '.' || p.proname || '('
          || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')', '', p.proacl, NULL
        FROM pg_catalog.pg_init_privs i JOIN pg_catalog.pg_proc p ON p.oid = i.objoid
        JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
        WHERE i.classoid = 'pg_catalog.pg_proc'::regclass AND i.privtype = 'e'
      ) o
      LEFT JOIN pg_catalog.pg_init_privs i ON i.classoid = o.class AND i.objoid = o.id AND i.objsubid = o.sub
      CROSS JOIN LATERAL (
        SELECT a.grantee, a.privilege_type, a.is_grantable FROM pg_catalog.aclexplode(o.acl) a WHERE a.grantee <> 10
        EXCEPT
        SELECT a.grantee, a.privilege_type, a.is_grantable
        FROM pg_catalog.aclexplode(coalesce(i.initprivs, o.standard)) a
      ) e
      UNION ALL
      -- Everybody may look into these, and nobody may make anything there.
      SELECT n.nspname, CASE WHEN e.grantee = 0 THEN 'PUBLIC'
          ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(e.grantee)) END
        || '=CREATE' || CASE WHEN e.is_grantable THEN '*' ELSE '' END
      FROM own_schemas n, pg_catalog.aclexplode(n.nspacl) e WHERE e.privilege_type = 'CREATE' AND e.grantee <> 10
    ), tables AS (
      SELECT json_build_object(
        'name', r.nspname || '.' || r.relname, 'owner', pg_catalog.pg_get_userbyid(r.relowner),
        'rowSecurity', r.relrowsecurity, 'forced', r.relforcerowsecurity,
        'columns', (
          SELECT coalesce(json_agg(json_strip_nulls(json_build_object(
            'name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull,
            'default', CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END,
            'generated', a.attgenerated <> '',
            'generatedAs', CASE WHEN a.attgenerated <> '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END,
            'identityAlways', a.attidentity = 'a',
            'nondeterministic', CASE WHEN NOT l.collisdeterministic THEN true END)) ORDER BY a.attnum), '[]')
          FROM pg_catalog.pg_attribute a
          LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
          LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
          WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped),
        'primaryKey', (
          SELECT json_build_object('name', k.conname, 'columns', (
            SELECT json_agg(a.attname ORDER BY u.ord)
            FROM unnest(k.conkey) WITH ORDINALITY u(num, ord)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num))
          FROM pg_catalog.pg_constraint k WHERE k.conrelid = r.oid AND k.contype = 'p'),
        'uniques', (
          SELECT coalesce(json_agg(json_build_object('name', i.relname, 'columns', (
            SELECT json_agg(a.attname ORDER BY u.ord)
            FROM unnest(x.indkey::int2[]) WITH ORDINALITY u(num, ord)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = u.num
            WHERE u.ord <= x.indnkeyatts)) ORDER BY i.relname COLLATE "C"), '[]')
          FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
          WHERE x.indrelid = r.oid AND x.indisunique AND NOT x.indisprimary AND x.indisvalid AND x.indpred IS NULL
            AND x.indexprs IS NULL),
        'foreignKeys', (
          SELECT coalesce(json_agg(json_build_object(
            'name', k.conname, 'parent', pn.nspname || '.' || p.relname,
            'columns', (SELECT json_agg(a.attname ORDER BY u.ord) FROM unnest(k.conkey) WITH ORDINALITY u(num, ord)
              JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num),
            'parentColumns', (SELECT json_agg(a.attname ORDER BY u.ord) FROM unnest(k.confkey) WITH ORDINALITY u(num, ord)
              JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num),
            'onDelete', CASE k.confdeltype WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null'
              WHEN 'd' THEN 'set default' ELSE 'no action' END,
            'onDeleteColumns', (SELECT coalesce(json_agg(a.attname ORDER BY u.ord), '[]')
              FROM unnest(k.confdelsetcols) WITH ORDINALITY u(num, ord)
              JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num),
            'onUpdate', CASE k.confupdtype WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null'
              WHEN 'd' THEN 'set default' ELSE 'no action' END,
            'deferrable', k.condeferrable, 'deferred', k.condeferred,
            'unchecked', NOT k.convalidated OR NOT coalesce((pg_catalog.to_jsonb(k) ->> 'conenforced')::boolean, true))
            ORDER BY k.conname COLLATE "C"), '[]')
          FROM pg_catalog.pg_constraint k
          JOIN pg_catalog.pg_class p ON p.oid = k.confrelid JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
          WHERE k.conrelid = r.oid AND k.contype = 'f' AND k.conparentid = 0),
        'checks', (
          SELECT coalesce(json_agg(json_build_object('name', k.conname, 'text', pg_catalog.pg_get_constraintdef(k.oid))
            ORDER BY k.conname COLLATE "C"), '[]')
          FROM pg_catalog.pg_constraint k WHERE k.conrelid = r.oid AND k.contype = 'c'),
        'indexes', (
          SELECT coalesce(json_agg(json_build_object('name', i.relname, 'text', pg_catalog.pg_get_indexdef(x.indexrelid)
            || CASE WHEN x.indisvalid THEN '' ELSE ' INVALID' END) ORDER BY i.relname COLLATE "C"), '[]')
          FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid WHERE x.indrelid = r.oid),
        -- Of the server's own, which carry keys out, those that do not fire: they go by their key's name.
        'triggers', (
          SELECT coalesce(json_agg(json_build_object('name', t.name, 'text', t.text)
            ORDER BY t.name COLLATE "C", t.text COLLATE "C"), '[]')
          FROM (
            SELECT t.tgname AS name, pg_catalog.pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text AS text
            FROM pg_catalog.pg_trigger t WHERE t.tgrelid = r.oid AND NOT t.tgisinternal
            UNION
            SELECT 'behind ' || coalesce(k.conname, t.tgname), 'enabled: ' || t.tgenabled::text
            FROM pg_catalog.pg_trigger t LEFT JOIN pg_catalog.pg_constraint k ON k.oid = t.tgconstraint
            WHERE t.tgrelid = r.oid AND t.tgisinternal AND t.tgenabled <> 'O') t),
        'rules', (
          SELECT coalesce(json_agg(json_build_object('name', w.rulename,
            'text', pg_catalog.pg_get_ruledef(w.oid) || ' ' || w.ev_enabled::text) ORDER BY w.rulename COLLATE "C"), '[]')
          FROM pg_catalog.pg_rewrite w WHERE w.ev_class = r.oid),
        'policies', (
          SELECT coalesce(json_agg(json_build_object('name', p.polname, 'text', pg_catalog.concat_ws(' ',
            CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
            'FOR', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
              ELSE 'ALL' END,
            'TO', (SELECT pg_catalog.string_agg(CASE WHEN o = 0 THEN 'PUBLIC'
              ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(o)) END, ', ' ORDER BY pg_catalog.pg_get_userbyid(o)
              COLLATE "C") FROM unnest(p.polroles) o),
            'USING ' || pg_catalog.pg_get_expr(p.polqual, p.polrelid),
            'WITH CHECK ' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid))) ORDER BY p.polname COLLATE "C"), '[]')
          FROM pg_catalog.pg_policy p WHERE p.polrelid = r.oid),
        'grants', coalesce((SELECT g.entries FROM grants g WHERE g.kind = 'r' AND g.id = r.oid), '[]'),
        'inherits', (
          SELECT coalesce(json_agg(pn.nspname || '.' || p.relname ORDER BY pn.nspname COLLATE "C", p.relname COLLATE "C"),
            '[]')
          FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
          JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace WHERE h.inhrelid = r.oid),
        'publications', (
          SELECT coalesce(json_agg(p.pubname ORDER BY p.pubname COLLATE "C"), '[]')
          FROM pg_catalog.pg_publication_tables p WHERE p.schemaname = r.nspname AND p.tablename = r.relname)
      ) AS value, r.nspname AS schema, r.relname AS name
      FROM relations r WHERE r.relkind IN ('r', 'p', 'f')
    ), objects(kind, name, owner, text, grants) AS (
      SELECT 'schema', n.nspname::text, n.nspowner, '', g.entries FROM namespaces n
      LEFT JOIN grants g ON g.kind = 'n' AND g.id = n.oid
      UNION ALL
      SELECT CASE r.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END, r.nspname || '.' || r.relname, r.relowner,
        coalesce(pg_catalog.array_to_string(r.reloptions, ' '), '') || E'\n' || pg_catalog.pg_get_viewdef(r.oid)
          || coalesce((SELECT E'\n' || pg_catalog.string_agg(x.text, E'\n' ORDER BY x.text COLLATE "C") FROM (
            SELECT pg_catalog.pg_get_ruledef(w.oid) || ' ' || w.ev_enabled::text AS text FROM pg_catalog.pg_rewrite w
            WHERE w.ev_class = r.oid AND w.rulename <> '_RETURN'
            UNION ALL
            SELECT pg_catalog.pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text FROM pg_catalog.pg_trigger t
            WHERE t.tgrelid = r.oid AND NOT t.tgisinternal) x), ''),
        g.entries
      FROM relations r LEFT JOIN grants g ON g.kind = 'r' AND g.id = r.oid WHERE r.relkind IN ('v', 'm')
      UNION ALL
      SELECT 'sequence', r.nspname || '.' || r.relname, r.relowner, '', g.entries
      FROM relations r LEFT JOIN grants g ON g.kind = 'r' AND g.id = r.oid WHERE r.relkind = 'S'
      UNION ALL
      -- Without the options of user mappings, where passwords stand.
      SELECT 'foreign table', r.nspname || '.' || r.relname, r.relowner, pg_catalog.concat_ws(' ', s.srvname, w.fdwname,
        pg_catalog.array_to_string(s.srvoptions, ' '), pg_catalog.array_to_string(f.ftoptions, ' ')), g.entries
      FROM relations r JOIN pg_catalog.pg_foreign_table f ON f.ftrelid = r.oid
      JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver
      JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
      LEFT JOIN grants g ON g.kind = 'r' AND g.id = r.oid WHERE r.relkind = 'f'
      UNION ALL
      SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END,
        p.nspname || '.' || p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')', p.proowner,
        CASE WHEN p.prokind = 'a' THEN '' ELSE pg_catalog.pg_get_functiondef(p.oid) END, g.entries
      FROM routines p LEFT JOIN grants g ON g.kind = 'f' AND g.id = p.oid
      UNION ALL
      SELECT 'enum', pg_catalog.format_type(t.oid, NULL), t.typowner,
        (SELECT pg_catalog.string_agg(e.enumlabel, E'\n' ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e
          WHERE e.enumtypid = t.oid), NULL
      FROM pg_catalog.pg_type t JOIN namespaces n ON n.oid = t.typnamespace WHERE t.typtype = 'e'
      UNION ALL
      SELECT 'domain', pg_catalog.format_type(t.oid, NULL), t.typowner, pg_catalog.concat_ws(' ',
        pg_catalog.format_type(t.typbasetype, t.typtypmod), CASE WHEN t.typnotnull THEN 'NOT NULL' END,
        (SELECT pg_catalog.string_agg(pg_catalog.pg_get_constraintdef(k.oid), ' ' ORDER BY k.conname COLLATE "C")
          FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid)), NULL
      FROM pg_catalog.pg_type t JOIN namespaces n ON n.oid = t.typnamespace WHERE t.typtype = 'd'
      UNION ALL
      SELECT 'extension', x.extname::text, x.extowner, x.extversion, NULL FROM pg_catalog.pg_extension x
      UNION ALL
      SELECT 'database', d.datname::text, d.datdba, '', g.entries FROM pg_catalog.pg_database d
      LEFT JOIN grants g ON g.kind = 'd' AND g.id = d.oid WHERE d.datname = pg_catalog.current_database()
      UNION ALL
      SELECT 'default privileges', pg_catalog.concat_ws(' ', pg_catalog.pg_get_userbyid(x.defaclrole), x.defaclobjtype::text,
        (SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE n.oid = x.defaclnamespace)), x.defaclrole, '', g.entries
      FROM pg_catalog.pg_default_acl x LEFT JOIN grants g ON g.kind = 'D' AND g.id = x.oid
      UNION ALL
      SELECT 'event trigger', e.evtname::text, e.evtowner, pg_catalog.concat_ws(' ', e.evtevent::text,
        (SELECT 'EXECUTE FUNCTION ' || n.nspname || '.' || p.proname || '()' FROM pg_catalog.pg_proc p
          JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = e.evtfoid),
        'TAGS ' || pg_catalog.array_to_string(e.evttags, ', '), e.evtenabled::text), NULL
      FROM pg_catalog.pg_event_trigger e
      UNION ALL
      -- What every session begins with, unless its role says otherwise.
      SELECT 'setting', pg_catalog.split_part(s, '=', 1)
          || CASE x.setdatabase WHEN 0 THEN ' of all databases' ELSE ' of the database' END,
        d.datdba, pg_catalog.substr(s, pg_catalog.strpos(s, '=') + 1), NULL
      FROM pg_catalog.pg_db_role_setting x, unnest(x.setconfig) s, pg_catalog.pg_database d
      WHERE x.setrole = 0 AND d.datname = pg_catalog.current_database() AND x.setdatabase IN (0, d.oid)
      UNION ALL
      -- What the server's own configuration begins every session with, of what switches guards off or brings code in.
      SELECT 'setting', s.name || ' of the server', 10, s.setting, NULL
      FROM pg_catalog.pg_settings s
      WHERE s.name IN ('session_replication_role', 'row_security', 'session_preload_libraries', 'local_preload_libraries')
        AND s.source IN ('configuration file', 'command line', 'environment variable', 'global')
        AND s.setting IS DISTINCT FROM s.boot_val
      UNION ALL
      SELECT 'system grant', s.name, 10, '', json_agg(s.entry ORDER BY s.entry COLLATE "C")
      FROM system_grants s GROUP BY s.name
      UNION ALL
      -- Parameters that somebody may change beyond what the server lets everybody.
      SELECT 'parameter', a.parname, 10, '', (
        SELECT json_agg(CASE WHEN e.grantee = 0 THEN 'PUBLIC'
            ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(e.grantee)) END
          || '=' || e.privilege_type || CASE WHEN e.is_grantable THEN '*' ELSE '' END
          ORDER BY pg_catalog.pg_get_userbyid(e.grantee) COLLATE "C", e.privilege_type COLLATE "C")
        FROM pg_catalog.aclexplode(a.paracl) e)
      FROM pg_catalog.pg_parameter_acl a
    ), roles AS (
      SELECT r.rolname AS name, json_build_object(
        'name', r.rolname,
        'attributes', (SELECT coalesce(json_agg(a ORDER BY a), '[]') FROM unnest(ARRAY[
          CASE WHEN r.rolsuper THEN 'superuser' END, CASE WHEN r.rolcreaterole THEN 'createrole' END,
          CASE WHEN r.rolcreatedb THEN 'createdb' END, CASE WHEN r.rolcanlogin THEN 'login' END,
          CASE WHEN r.rolreplication THEN 'replication' END, CASE WHEN r.rolbypassrls THEN 'bypassrls' END,
          CASE WHEN NOT r.rolinherit THEN 'noinherit' END]) a WHERE a IS NOT NULL),
        'memberOf', (SELECT coalesce(json_agg(g.rolname ORDER BY g.rolname COLLATE "C"), '[]')
          FROM (SELECT DISTINCT roleid FROM pg_catalog.pg_auth_members WHERE member = r.oid) m
          JOIN pg_catalog.pg_roles g ON g.oid = m.roleid),
        -- INHERIT and SET are options of a membership from PostgreSQL 16 on.
        'memberOptions', (SELECT coalesce(json_agg(DISTINCT g.rolname || ' ' || o.text), '[]')
          FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid,
            unnest(ARRAY[
              CASE WHEN m.admin_option THEN 'ADMIN' END,
              CASE coalesce((pg_catalog.to_jsonb(m) ->> 'inherit_option')::boolean, r.rolinherit)
                WHEN r.rolinherit THEN NULL WHEN true THEN 'INHERIT' ELSE 'NOINHERIT' END,
              CASE WHEN NOT coalesce((pg_catalog.to_jsonb(m) ->> 'set_option')::boolean, true) THEN 'NOSET' END]) o(text)
          WHERE m.member = r.oid AND o.text IS NOT NULL),
        'settings', (SELECT coalesce(json_agg(s ORDER BY s COLLATE "C"), '[]')
          FROM pg_catalog.pg_db_role_setting x, unnest(x.setconfig) s WHERE x.setrole = r.oid
            AND x.setdatabase IN (0, (SELECT d.oid FROM pg_catalog.pg_database d
              WHERE d.datname = pg_catalog.current_database())))
      ) AS value
      FROM pg_catalog.pg_roles r WHERE r.rolname !~ '^pg_'
    )
    SELECT json_build_object(
      'tables', (SELECT coalesce(json_agg(t.value ORDER BY t.schema COLLATE "C", t.name COLLATE "C"), '[]') FROM tables t),
      'objects', (SELECT coalesce(json_agg(json_build_object('kind', o.kind, 'name', o.name,
        'owner', pg_catalog.pg_get_userbyid(o.owner), 'text', coalesce(o.text, ''), 'grants', coalesce(o.grants, '[]'))
        ORDER BY o.kind COLLATE "C", o.name COLLATE "C"), '[]') FROM objects o),
      'roles', (SELECT coalesce(json_agg(r.value ORDER BY r.name COLLATE "C"), '[]') FROM roles r)
    )::text
    """#
}
