/// The style sheet of the page. What it hides, it hides by a choice of the reader's alone; without it everything shows.
enum HTMLStyle {
  /// - Parameter kinds: The classes of findings that the reader can choose among.
  static func sheet(kinds: [String]) -> String {
    let filters = kinds.map { "body:has(#show-\($0):checked) .finding:not(.\($0)) { display: none; }" }
    return "\n\(base)\(filters.joined(separator: "\n"))\n\(print)"
  }

  private static let base = """
    :root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --line: #d0d7de; --soft: #f6f8fa;
      --refuted: #b42318; --altered: #9a5b00; --unproven: #5b4b8a; --proven: #1a7f37; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --line: #30363d; --soft: #161b22;
      --refuted: #ff8b82; --altered: #f0b45a; --unproven: #b9a7f0; --proven: #57d07a; } }
    body { margin: 0 auto; max-width: 70rem; padding: 1.5rem; color: var(--ink); background: var(--paper);
      font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
    h1 { margin: 0; } h2 { margin-top: 2rem; border-bottom: 1px solid var(--line); }
    .score { float: right; font-variant-numeric: tabular-nums; } .score::before { content: "score "; font-size: .5em; }
    .summary { font-weight: 600; } .limit { color: var(--unproven); }
    .filter { display: flex; flex-wrap: wrap; gap: 1rem; margin: .75rem 0; }
    .finding { margin: .5rem 0; padding: .5rem .75rem; background: var(--soft); border-left: 4px solid var(--line); }
    .finding.refuted { border-color: var(--refuted); } .refuted summary b { color: var(--refuted); }
    .finding.altered { border-color: var(--altered); } .altered summary b { color: var(--altered); }
    .finding.unproven { border-color: var(--unproven); } .unproven summary b { color: var(--unproven); }
    summary { cursor: pointer; } small { opacity: .75; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; } dt { font-weight: 600; } dd { margin: 0; }
    pre { margin: 0; white-space: pre-wrap; } pre, code, td { font-family: ui-monospace, monospace; font-size: .9em; }
    .scroll { overflow-x: auto; } table { border-collapse: collapse; overflow-wrap: normal; }
    th, td { padding: .25rem .5rem; border: 1px solid var(--line); text-align: left; }
    td.bad { background: var(--refuted); color: var(--paper); font-weight: 700; }
    .verdict.proven { color: var(--proven); } .verdict.refuted { color: var(--refuted); }
    .verdict.unproven { color: var(--unproven); }

    """

  /// On paper everything is open, whatever was chosen.
  private static let print = """
    @media print { .filter { display: none; } body { max-width: none; padding: 0; }
      .finding { display: block !important; break-inside: avoid; }
      details::details-content { content-visibility: visible; block-size: auto; } .scroll { overflow: visible; } }

    """
}
