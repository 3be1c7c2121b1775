import PolicyModel

extension Probe {
  /// A function of the text search that runs a query of its own.
  static let textStatistics = Probe(
    id: "text-statistics", attack: "read by ts_stat", cwe: 639, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    let column = ProbeScene.name(scene.mark)
    return [
      .run(
        "SELECT word FROM ts_stat($1)", ["SELECT array_to_tsvector(ARRAY[\(column)::text]) FROM \(scene.source)"])
    ]
  }
}
