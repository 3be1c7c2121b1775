// swift-tools-version: 6.2
import PackageDescription

/// What every target of the pipeline may import. `Tests/ArchitectureTests` holds the sources to this table.
let dependencies: [(target: String, imports: [String])] = [
  ("CanonicalJSON", []),
  ("Diagnostics", ["CanonicalJSON"]),
  ("SchemaModel", ["CanonicalJSON"]),
  ("PolicyModel", ["CanonicalJSON", "Diagnostics", "SchemaModel"]),
  ("Bailiwick", ["CanonicalJSON", "Diagnostics", "PolicyModel"]),
  ("IntentOracle", ["PolicyModel", "SchemaModel"]),
  ("AccessModel", ["CanonicalJSON", "Diagnostics", "PolicyModel", "SchemaModel"]),
  ("PolicyChecks", ["Diagnostics", "PolicyModel", "SchemaModel"]),
  ("SQLSyntax", ["SchemaModel"]),
  ("Enforcement", ["Diagnostics", "PolicyModel", "SQLSyntax", "SchemaModel"]),
  ("Database", ["CLibPQ", "CCrypto"]),
  ("Catalog", ["CanonicalJSON", "Database", "SchemaModel"]),
  (
    "Migration",
    ["CanonicalJSON", "Catalog", "Database", "Diagnostics", "Enforcement", "PolicyModel", "SQLSyntax", "SchemaModel"]
  ),
  ("Provisioning", ["Database", "Diagnostics", "PolicyModel", "SQLSyntax", "SchemaModel"]),
  ("Sandbox", ["Database"]),
  (
    "Verification",
    [
      "CanonicalJSON", "Catalog", "Database", "Diagnostics", "Enforcement", "IntentOracle", "Migration", "PolicyModel",
      "Provisioning", "SQLSyntax", "Sandbox", "SchemaModel",
    ]
  ),
  (
    "SelfTest",
    [
      "Catalog", "Database", "Enforcement", "Migration", "PolicyModel", "SQLSyntax", "Sandbox", "SchemaModel",
      "Verification",
    ]
  ),
  (
    "Fuzzing",
    [
      "CanonicalJSON", "Catalog", "Database", "Diagnostics", "Enforcement", "PolicyChecks", "PolicyModel", "SQLSyntax",
      "Sandbox", "SchemaModel", "Verification",
    ]
  ),
  (
    "Report",
    ["CanonicalJSON", "Database", "Diagnostics", "PolicyModel", "SchemaModel", "Verification"]
  ),
  ("PolicyLoader", ["CCrypto", "CanonicalJSON", "Diagnostics", "PolicyModel"]),
  (
    "BailiwickCommand",
    [
      "AccessModel", "CanonicalJSON", "Catalog", "Database", "Diagnostics", "Enforcement", "Migration", "PolicyChecks",
      "PolicyLoader", "PolicyModel", "Provisioning", "Report", "SQLSyntax", "Sandbox", "SchemaModel", "Verification",
    ]
  ),
  ("ExamplePolicies", ["Bailiwick"]),
]

/// Products of other packages, by the target that uses them.
let external: [String: [Target.Dependency]] = [
  "PolicyLoader": [.product(name: "Subprocess", package: "swift-subprocess")],
  "BailiwickCommand": [.product(name: "ArgumentParser", package: "swift-argument-parser")],
]

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A test target for one library: it may use that library, what the library uses, and the support for servers and goldens.
func tests(_ name: String, _ imports: [String]) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: imports.map { .init(stringLiteral: $0) },
    exclude: name == "Fuzzing" ? ["Kept"] : [],
    swiftSettings: settings
  )
}

let libraries = dependencies.map(\.target)

let package = Package(
  name: "bailiwick",
  products: [
    .library(name: "Bailiwick", targets: ["Bailiwick"]),
    .library(name: "PolicyModel", targets: ["PolicyModel"]),
    .executable(name: "bailiwick", targets: ["bailiwick"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
  ],
  targets: dependencies.map { target, imports in
    .target(
      name: target,
      dependencies: imports.map { .init(stringLiteral: $0) } + external[target, default: []],
      swiftSettings: settings
    )
  } + [
    .systemLibrary(
      name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .executableTarget(name: "bailiwick", dependencies: ["BailiwickCommand"], swiftSettings: settings),
    .executableTarget(
      name: "fuzz",
      dependencies: ["Fuzzing", "Sandbox", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: settings),
    .executableTarget(
      name: "self-test",
      dependencies: [
        "Sandbox", "SelfTest", "TestSupport", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .target(
      name: "TestSupport",
      dependencies: libraries.filter { $0 != "BailiwickCommand" }.map { .init(stringLiteral: $0) },
      path: "Tests/TestSupport",
      swiftSettings: settings
    ),
  ]
    + libraries.filter { $0 != "ExamplePolicies" }.map {
      tests($0, libraries + ["CCrypto", "TestSupport", "bailiwick"])
    }
    + [
      tests("Architecture", ["TestSupport"]), tests("Attack", libraries + ["TestSupport"]),
      tests("Driver", libraries + ["TestSupport"]),
    ],
  swiftLanguageModes: [.v6]
)
