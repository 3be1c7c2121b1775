/// The one place where names and constants become SQL text.
enum Quoting {
  /// A name as the server reads it back: bare where that is safe, in double quotes otherwise.
  ///
  /// Bare names are folded to lower case and must not be words of the grammar; everything else is quoted, so quoting too
  /// much is harmless and quoting too little is impossible.
  static func identifier(_ name: String) -> String {
    let plain = name.unicodeScalars.allSatisfy { "a"..."z" ~= $0 || "0"..."9" ~= $0 || $0 == "_" }
    let starts = name.unicodeScalars.first.map { "a"..."z" ~= $0 || $0 == "_" } ?? false
    if plain && starts && !reserved.contains(name) { return name }
    return "\"\(doubling("\"", in: name))\""
  }

  /// A text constant. A backslash takes the form whose meaning no setting changes
  /// (PostgreSQL documentation, String Constants with C-Style Escapes).
  static func text(_ value: String) -> String {
    let doubled = doubling("'", in: value)
    return value.unicodeScalars.contains("\\") ? "E'\(doubling("\\", in: doubled))'" : "'\(doubled)'"
  }

  /// Each mark twice. A server reads bytes, while a Swift `Character` is a mark with the accents that follow it, and is not
  /// equal to the mark alone: what looked for characters would leave a quote before a combining accent open.
  static func doubling(_ mark: Unicode.Scalar, in text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      result.append(scalar)
      if scalar == mark { result.append(scalar) }
    }
    return String(result)
  }

  /// A dollar quote that the body does not contain.
  static func dollar(_ body: String) -> (open: String, close: String) {
    var tag = "$$"
    var number = 0
    while body.utf8.contains(tag.utf8) {
      number += 1
      tag = "$body\(number)$"
    }
    return (tag, tag)
  }

  /// The database that the statement runs in, where a statement must name it and no function can: a variable that psql and
  /// the runner fill in, with the quotes of a name. No file holds the name itself.
  static let databaseVariable = ":\"database\""

  /// Words that neither engine takes as a bare column, table or role name. PostgreSQL 15 to 18: `pg_get_keywords()`
  /// without the unreserved; CockroachDB 25.4: the reserved words of its grammar.
  private static let reserved = Set(
    """
    all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both box2d case \
    cast char character characteristics check coalesce collate collation column concurrently constraint create cross \
    current_catalog current_date current_role current_schema current_time current_timestamp current_user dec decimal \
    default deferrable desc distinct do else end except exists extract extract_duration false family fetch float for \
    foreign freeze from full geography geometry grant greatest group grouping having if iferror ifnull ilike in index \
    initially inner inout int integer intersect interval into is iserror isnull join json json_array json_arrayagg \
    json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value lateral leading \
    least left like limit localtime localtimestamp merge_action national natural nchar none normalize not nothing notnull \
    null nullif numeric offset on only or order out outer over overlaps overlay placing position precision primary public \
    real references returning right role row select session_user setof similar smallint some string substring symmetric \
    system_user table tablesample then time timestamp to trailing treat trim true union unique user using values varbit \
    varchar variadic vector verbose view virtual volatile when where window with work xmlattributes xmlconcat xmlelement \
    xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
    """.split(separator: " ").map(String.init))
}
