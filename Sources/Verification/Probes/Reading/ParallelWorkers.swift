import PolicyModel

extension Probe {
  /// Workers have to be who their leader is.
  static let parallelWorkers = Probe(
    id: "parallel-workers", attack: "read by parallel workers", cwe: 270, owasp: .objects, gravity: .critical,
    caller: .injected, judgement: .reveals
  ) { scene, _ in
    let free = ["parallel_setup_cost", "parallel_tuple_cost", "min_parallel_table_scan_size"]
    return free.map { .run("SELECT set_config($1, '0', true)", [$0]) }
      + [.run("SELECT \(scene.columns) FROM \(scene.source)")]
  }
}
