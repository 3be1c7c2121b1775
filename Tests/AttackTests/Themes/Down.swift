import Testing

extension Theme {
  /// The generated steps, up and down, over a database of their own.
  static let down = Theme(
    "down",
    [
      .attack("up guards a table before it grants it", .migration, .gives("0"), .install),
      .attack("down takes a grant before what guards it", .migration, .gives("0"), .uninstall),
      .attack("after down the catalog is as before", .migration, .works, .compare(with: "nothing")),
      .attack("a second up guards too", .migration, .gives("0"), .install),
      .attack("after it the catalog is as after the first", .migration, .works, .compare(with: "installed")),
      .attack("a second down takes grants first too", .migration, .gives("0"), .uninstall),
    ])
}
