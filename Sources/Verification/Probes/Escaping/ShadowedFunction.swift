import PolicyModel

extension Probe {
  /// A function of the same name, earlier in the search path, says who is asking.
  static let shadowedFunction = Probe(
    id: "shadowed-function", attack: "put a function before the one that says who asks", cwe: 426, owasp: .functions,
    gravity: .critical,
    caller: .injected,
    weakness: { scene in
      [
        "CREATE FUNCTION public.whose() RETURNS text LANGUAGE sql AS $f$ SELECT 'nobody' $f$",
        "CREATE FUNCTION public.asks() RETURNS text LANGUAGE plpgsql AS $f$ BEGIN RETURN whose(); END $f$",
        "GRANT EXECUTE ON ALL ROUTINES IN SCHEMA public TO PUBLIC",
        "ALTER TABLE \(scene.name) ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY naive ON \(scene.name) USING (\(ProbeScene.name(scene.tenant))::text = public.asks())",
      ]
    },
    judgement: .reveals
  ) { scene, _ in
    let names = ["whose", "current_tenant", "current_principal", "current_roles"]
    return [.run("CREATE SCHEMA intruder")]
      + names.map { name in
        .run(
          """
          CREATE FUNCTION intruder.\(name)() RETURNS text LANGUAGE sql
            AS $f$ SELECT \(ProbeScene.literal(scene.tenants.b)) $f$
          """)
      } + [.run("SET LOCAL search_path = intruder, public"), .run("SELECT \(scene.columns) FROM \(scene.source)")]
  }
}
