import Foundation

/// The variable that stands for the database's name in a generated file.
package enum DatabaseVariable {
  /// The statement with the name in the variable's place. Only GRANT and REVOKE have one, and before it stand nothing but
  /// the names of privileges: what comes later is a role's name, whatever it looks like.
  package static func filled(in statement: String, with database: String) -> String {
    guard statement.hasPrefix("GRANT ") || statement.hasPrefix("REVOKE "),
      let place = statement.range(of: " ON DATABASE \(Quoting.databaseVariable) ")
    else { return statement }
    let before = statement[..<place.lowerBound]
    guard before.allSatisfy({ $0.isLetter || $0 == " " || $0 == "," }) else { return statement }
    return "\(before) ON DATABASE \(id(database)) \(statement[place.upperBound...])"
  }
}
