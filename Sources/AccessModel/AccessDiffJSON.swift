package import CanonicalJSON
import Diagnostics
import PolicyModel
import SchemaModel

extension AccessDiff {
  /// The comparison for programs, versioned.
  package var json: JSONValue {
    .object([
      "format": .string("bailiwick-diff"), "version": .integer(1), "widens": .bool(widens),
      "cells": .integer(Int64(cells)), "same": .integer(Int64(same)), "access": .array(access.map(\.json)),
      "clauses": .array(clauses.map(\.json)),
    ])
  }
}

extension AccessChange {
  var json: JSONValue {
    .object(compacting: [
      "role": .string(role), "table": .string("\(table)"), "command": .string(command.rawValue),
      "columns": columns.isEmpty ? nil : .array(columns.map { .string($0) }), "effect": .string(effect.rawValue),
      "before": before.map { .string($0) }, "after": after.map { .string($0) },
      "undecided": undecided ? .bool(true) : nil, "sentence": .string(sentence),
      "file": location.file.isEmpty ? nil : .string(location.file),
      "line": location.line > 0 ? .integer(Int64(location.line)) : nil,
    ])
  }
}

extension ClauseChange {
  var json: JSONValue {
    .object(compacting: [
      "kind": .string(kind.rawValue), "subject": .string(subject), "effect": .string(effect.rawValue),
      "widens": .bool(widens), "sentence": .string(sentence),
      "file": location.file.isEmpty ? nil : .string(location.file),
      "line": location.line > 0 ? .integer(Int64(location.line)) : nil,
    ])
  }
}
