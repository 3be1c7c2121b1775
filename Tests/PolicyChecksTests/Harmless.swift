import Bailiwick
import SchemaModel

/// Changes that come close to a finding, and are none.
let harmless: [Mutation] = [
  Mutation("AZ301", "freight", "an heir makes a role worth having") { policy, _ in
    policy.roles[0].inherits = ["base"]
    policy.roles.append(RoleClause("base"))
  },
  Mutation("AZ352", "members", "a role that others inherit, and one that reaches all") { policy, _ in
    policy.roles[0].inherits = ["base"]
    policy.roles += [RoleClause("base"), RoleClause("auditor", reach: .allTenants)]
    policy.promotions[0].roles.append("base")
    policy["club.bookings"].allows[0].roles = ["base"]
    policy.tenants.rules.allows[0].roles.append("auditor")
  },
  Mutation("AZ354", "visitors", "somebody inherits it") { policy, _ in
    policy["gallery.sketches"].allows = [AllowRule([.select, .insert, .update], to: ["visitor"])]
  },
  Mutation("AZ328", "directory", "whoever reaches all finds everybody") { policy, _ in
    policy["crew.people"].allows[0].roles = ["support", "member"]
  },
  Mutation("AZ355", "directory", "what says nothing of who is found") { policy, schema in
    policy.accepted = []
    schema["crew.memberships"].columns.append(Column("note", "text"))
    policy["crew.memberships"].allows[0].commands = [.select]
    policy["crew.memberships"].allows[1].columns = ["note"]
    policy["crew.memberships"].allows.append(AllowRule([.delete], to: ["lead"]))
  },
  Mutation("AZ356", "directory", "a wider rule that is inherited") { policy, _ in
    policy["crew.people"].allows.append(
      AllowRule([.select], to: ["lead"], where: .not(.isNull(.column("email")))))
  },
  Mutation("AZ352", "members", "a role that no person holds") { policy, _ in
    policy.roles.append(RoleClause("passer", anonymous: true))
    policy.tenants.rules.allows[0].roles.append("passer")
  },
  Mutation("AZ302", "freight", "one number in two spellings") { policy, _ in
    policy[shipments].allows[0].condition = .and([
      equal("weight_kg", .decimal("1.0")), equal("weight_kg", .decimal("1.00")),
    ])
  },
  Mutation("AZ302", "freight", "between two integers there are fractions") { policy, _ in
    policy[shipments].allows[0].condition = .and([
      .compare(.column("weight_kg"), .greater, .literal(.integer(1))),
      .compare(.column("weight_kg"), .less, .literal(.integer(2))),
    ])
  },
  Mutation("AZ302", "freight", "an exempt heir may use it") { policy, _ in
    policy[shipments].allows[3].condition = equal("status", .text("embargoed"))
  },
  Mutation("AZ303", "freight", "an heir with a wider rule") { policy, _ in
    policy[shipments].allows[0] = AllowRule([.select], to: ["viewer"], where: equal("status", sent))
    policy[shipments].allows.append(AllowRule([.select], to: ["clerk", "auditor"]))
  },
  Mutation("AZ304", "freight", "an heir sees what it may delete") { policy, _ in
    policy.roles.append(RoleClause("deleter"))
    policy.roles[2].inherits.append("deleter")
    policy[shipments].allows[3].roles = ["deleter"]
  },
  Mutation("AZ309", "freight", "a rule for no row sets nothing off") { policy, schema in
    schema["app.shipment_events"].foreignKeys[0].onDelete = .cascade
    policy[shipments].allows.removeLast()
  },
  Mutation("AZ311", "freight", "computed from what all see") { _, schema in
    schema[shipments].columns.append(
      Column("grams", "numeric", generated: true, generationExpression: "(weight_kg * 'margin'::text::numeric)"))
  },
  Mutation("AZ311", "freight", "hidden alike") { policy, schema in
    schema[shipments].columns.append(
      Column("share", "numeric", generated: true, generationExpression: "(margin / weight_kg)"))
    policy[shipments].hides[0].columns.append("share")
  },
  Mutation("AZ312", "freight", "the caller's rights") { _, schema in
    schema.objects.append(view("SELECT id FROM app.shipments", options: "security_invoker=true"))
  },
  Mutation("AZ312", "freight", "an owner that is bound") { _, schema in
    schema.objects.append(view("SELECT id FROM app.shipments", owner: "freight_reader"))
  },
  Mutation("AZ312", "freight", "a shared table") { _, schema in
    schema.objects.append(view("SELECT code FROM app.countries"))
  },
  Mutation("AZ314", "freight", "a trigger may fill it") { _, schema in
    schema[shipments]["margin"].notNull = true
    schema[shipments].triggers = [
      Definition("t", "CREATE TRIGGER t BEFORE INSERT ON app.shipments EXECUTE FUNCTION app.f() O")
    ]
  },
  Mutation("AZ317", "freight", "a random token and a key within the tenant") { _, schema in
    schema[shipments].columns.append(Column("handle", "uuid"))
    schema[shipments].uniques += [Key("a", ["handle"]), Key("b", ["tenant_id", "country_code"])]
  },
  Mutation("AZ317", "freight", "a key over an owned parent") { _, schema in
    schema["app.shipment_events"].uniques = [Key("a", ["shipment_id", "seq"])]
  },
  Mutation("AZ317", "freight", "a number of one tenant, and an index that is not unique") { _, schema in
    schema[shipments].indexes += [
      Definition("a", "CREATE UNIQUE INDEX a ON app.shipments USING btree (lower(reference), tenant_id)"),
      Definition("b", "CREATE INDEX b ON app.shipments USING btree (lower(reference))"),
    ]
  },
  Mutation("AZ318", "persons", "rows are found by the person") { _, schema in
    schema["planner.reminders"].indexes.removeAll { $0.name == "reminders_organisation_idx" }
  },
  Mutation("AZ319", "ads", "the tenant is left alone") { _, schema in
    schema["ads.ads"].foreignKeys[0].onDelete = .setNull
    schema["ads.ads"].foreignKeys[0].onDeleteColumns = ["campaign_id"]
  },
  Mutation("AZ320", "freight", "about secrets, but none") { _, schema in
    schema["app.tenants"].columns += [
      Column("max_token", "integer"), Column("password_changed_at", "timestamp with time zone"),
      Column("content_hash", "text"),
    ]
  },
  Mutation("AZ321", "freight", "a role that grants nothing") { _, schema in
    schema[shipments].columns.append(Column("role", "text"))
  },
  Mutation("AZ322", "freight", "generated, and restrictive") { _, schema in
    schema[shipments].policies = [
      Definition("viewer_select", "PERMISSIVE FOR SELECT TO freight_viewer, freight_clerk USING true"),
      Definition("floor", "RESTRICTIVE FOR ALL TO PUBLIC USING true"),
    ]
  },
  Mutation("AZ323", "freight", "a partition of the same tenant") { _, schema in
    var part = schema[shipments]
    part.name = QualifiedName("app", "shipments_2026")
    part.inherits = [QualifiedName("app", "shipments")]
    schema.tables.append(part)
  },
  Mutation("AZ323", "freight", "a partition that nobody reads by name") { policy, schema in
    var part = schema[shipments]
    part.name = QualifiedName("app", "shipments_2026")
    part.inherits = [QualifiedName("app", "shipments")]
    schema.tables.append(part)
    policy.schemas[0].ownerships.append(OwnershipClause(.internal, patterns: ["shipments_*"]))
  },
  Mutation("AZ324", "freight", "NULL is answered") { policy, schema in
    schema[shipments]["status"].notNull = false
    policy[shipments].allows[2].condition = .or([
      .compare(.column("status"), .notEqual, .literal(sent)), .isNull(.column("status")),
    ])
    policy[shipments].requires[0].predicate = policy[shipments].allows[2].condition ?? .anything
  },
  Mutation("AZ332", "freight", "a channel has no id") { policy, _ in
    policy.accepted.append(AcceptClause("EXPLAIN counts", reason: "only analysts may run EXPLAIN"))
  },
  Mutation("AZ337", "freight", "the words in a body") { _, schema in
    schema[shipments].triggers = [trigger]
    schema.objects.append(function(" STABLE", body: "RAISE NOTICE 'no SECURITY DEFINER, no current_user'"))
  },
  Mutation("AZ343", "freight", "a capital where names are quoted") { policy, _ in policy.name = "Freight" },
  Mutation("AZ338", "freight", "the word in comments") { _, schema in
    schema[shipments].triggers = [trigger]
    schema.objects.append(function(" STABLE", body: "-- no current_user\n/* nor\n current_user */ RETURN NEW;"))
  },
  Mutation("AZ343", "freight", "a dot") { policy, schema in
    policy.name = "freight.eu"
    schema.engine = Engine(.cockroachdb, 25, 4)
  },
  Mutation("AZ345", "freight", "a view of the policy's own") { _, schema in
    schema.objects.append(view("SELECT id, margin FROM app.shipments", owner: "freight_reader"))
  },
  Mutation("AZ345", "freight", "a view without the column") { _, schema in
    schema.objects.append(view("SELECT id, 'margin' FROM app.shipments", owner: "reporting"))
  },
  Mutation("AZ344", "freight", "without attributes") { _, schema in
    schema.roles.append(DatabaseRole("freight_clerk"))
  },
]
