import Bailiwick
import Diagnostics
import PolicyChecks
import SchemaModel
import TestSupport

/// One change to an example, and what must be said of it: that and nothing else.
struct Mutation: Sendable, CustomStringConvertible {
  let id: String
  let example: String
  let what: String
  let change: @Sendable (inout Policy, inout SchemaSnapshot) -> Void

  init(
    _ id: String, _ example: String = "freight", _ what: String = "",
    _ change: @escaping @Sendable (inout Policy, inout SchemaSnapshot) -> Void
  ) {
    self.id = id
    self.example = example
    self.what = what
    self.change = change
  }

  var description: String { "\(id) \(example) \(what)" }

  /// What the checks find in the changed example.
  func findings() throws -> [Diagnostic] {
    let original = try Example.named(example)
    var policy = original.policy
    var snapshot = try original.snapshot
    let before = snapshot
    change(&policy, &snapshot)
    guard policy != original.policy || snapshot != before else { throw NothingChanged() }
    return CheckReport(of: policy, resolved: try ResolvedPolicy(policy, in: snapshot), in: snapshot).findings
  }

  struct NothingChanged: Error {}
}

extension Example {
  static func named(_ name: String) throws -> Example {
    guard let example = all.first(where: { $0.name == name }) else { throw Mutation.NothingChanged() }
    return example
  }
}

extension Policy {
  /// The rules of the clause that names the table first.
  subscript(table: String) -> TableRules {
    get { tables.first { $0.patterns.contains(table) }?.rules ?? TableRules() }
    set { tables.indices.first { tables[$0].patterns.contains(table) }.map { tables[$0].rules = newValue } }
  }
}

extension SchemaSnapshot {
  /// A table, by its qualified name.
  subscript(name: String) -> Table {
    get { tables.first { $0.name.description == name } ?? Table(QualifiedName("", name), columns: []) }
    set { tables.indices.first { tables[$0].name.description == name }.map { tables[$0] = newValue } }
  }
}

extension Table {
  /// A column, by its name.
  subscript(name: String) -> Column {
    get { column(name) ?? Column(name, "") }
    set { columns.indices.first { columns[$0].name == name }.map { columns[$0] = newValue } }
  }
}

let shipments = "app.shipments"
let notes = "app.notes"
let draft = Literal.text("draft")
let sent = Literal.text("sent")

func equal(_ column: String, _ value: Literal) -> Predicate { .compare(.column(column), .equal, .literal(value)) }

func view(_ query: String, options: String = "", owner: String = "postgres") -> SchemaObject {
  SchemaObject(kind: "view", name: "app.v", owner: owner, text: "\(options)\n\(query)")
}

func function(_ header: String, body: String) -> SchemaObject {
  SchemaObject(
    kind: "function", name: "app.stamp()", owner: "postgres",
    text: "CREATE OR REPLACE FUNCTION app.stamp()\n RETURNS trigger\n LANGUAGE plpgsql\n\(header)\nAS $f$ \(body) $f$\n"
  )
}

let trigger = Definition(
  "stamp", "CREATE TRIGGER stamp AFTER UPDATE ON app.shipments FOR EACH ROW EXECUTE FUNCTION app.stamp() O")
