import Bailiwick
import SchemaModel

/// Changes to what an example's policy says.
let mutationsOfPolicies: [Mutation] = [
  Mutation("AZ301") { policy, _ in policy.roles.append(RoleClause("guest")) },
  Mutation("AZ302", "freight", "two values at once") { policy, _ in
    policy[shipments].allows[0].condition = .and([equal("status", draft), equal("status", sent)])
  },
  Mutation("AZ302", "freight", "one of none") { policy, _ in
    policy[shipments].allows[0].condition = .isIn(.column("status"), [])
  },
  Mutation("AZ302", "freight", "what a requirement withholds") { policy, _ in
    policy[notes].requires = [RequireRule(.not(.compare(.column("body"), .equal, .literal(draft))))]
    policy[notes].allows[0].condition = equal("body", draft)
  },
  Mutation("AZ302", "freight", "a requirement that nothing meets") { policy, _ in
    policy[notes].requires = [
      RequireRule(.isNull(.literal(draft))), RequireRule(.and([.isNull(.me), .not(.isNull(.me))])),
    ]
  },
  Mutation("AZ303", "freight", "a narrower rule of an heir") { policy, _ in
    policy[shipments].allows.append(AllowRule([.select], to: ["clerk"], where: equal("status", draft)))
  },
  Mutation("AZ303", "freight", "the same rule twice") { policy, _ in
    policy[notes].allows.append(policy[notes].allows[0])
  },
  Mutation("AZ354", "visitors", "rows of persons") { policy, _ in
    policy["gallery.sketches"].allows.append(AllowRule([.select], to: ["kiosk"]))
    policy.roles.append(RoleClause("kiosk", anonymous: true))
  },
  Mutation("AZ354", "visitors", "a comparison with the person") { policy, _ in
    let mine = Predicate.compare(.column("made_by"), .equal, .me)
    policy["gallery.exhibitions"].allows.append(AllowRule([.select], to: ["kiosk"], where: .or([mine, .not(mine)])))
    policy.roles.append(RoleClause("kiosk", anonymous: true))
  },
  Mutation("AZ355", "directory", "by new memberships") { policy, _ in policy.accepted = [] },
  Mutation("AZ355", "directory", "by the column that says whether they count") { policy, _ in
    policy.accepted = []
    policy["crew.memberships"].allows[0].commands = [.select]
  },
  Mutation("AZ356", "directory", "a condition") { policy, _ in
    policy["crew.people"].allows[0].condition = .compare(.column("name"), .notEqual, .literal(draft))
  },
  Mutation("AZ356", "directory", "a requirement") { policy, _ in
    policy["crew.people"].requires = [
      RequireRule(.compare(.column("name"), .notEqual, .literal(draft)), except: ["lead", "support"])
    ]
  },
  Mutation("AZ356", "directory", "a list without ids") { policy, _ in
    policy["crew.people"].allows[0].columns = ["name"]
  },
  Mutation("AZ304") { policy, _ in
    policy.roles.append(RoleClause("janitor"))
    policy[shipments].allows.append(AllowRule([.delete], to: ["janitor"]))
  },
  Mutation("AZ304", "freight", "other rows than those it sees") { policy, _ in
    policy[shipments].allows[0].condition = equal("status", draft)
    policy[shipments].allows[3].condition = equal("status", sent)
  },
  Mutation("AZ305", "ads") { policy, _ in
    policy["ads.clicks"].allows[0].roles.removeAll { $0 == "collector" }
  },
  Mutation("AZ306") { policy, _ in policy[shipments].allows[3].roles.append("auditor") },
  Mutation("AZ307") { policy, _ in policy.accepted = [] },
  Mutation("AZ308") { policy, _ in
    policy["app.shipment_events"].allows.append(AllowRule([.delete], to: ["manager"]))
  },
  Mutation("AZ308", "ads", "a claim about one role") { policy, _ in
    policy.claims.append(NeverClause([.delete], on: ["ads.campaigns"], roles: ["owner"]))
  },
  Mutation("AZ310", "ads") { policy, _ in policy["ads.ads"].allows.removeLast() },
  Mutation("AZ313", "freight", "hidden") { policy, _ in
    policy[shipments].allows[0].condition = .compare(.column("margin"), .greater, .literal(.integer(0)))
  },
  Mutation("AZ313", "freight", "masked") { policy, _ in
    policy[shipments].allows[0].condition = equal("contact_email", .text("a@b.example"))
  },
  Mutation("AZ315") { policy, _ in
    policy[shipments].allows.append(AllowRule([.update], to: ["viewer"], columns: ["contact_email"]))
  },
  Mutation("AZ317", "rides") { policy, _ in policy.accepted = [] },
  Mutation("AZ325") { policy, _ in
    policy["app.countries"].allows.append(AllowRule([.update], to: ["clerk"]))
  },
  Mutation("AZ328") { policy, _ in policy[notes].allows.append(AllowRule([.select], to: ["auditor"])) },
  Mutation("AZ329") { policy, _ in policy.tenants.rules.allows.append(AllowRule([.delete], to: ["viewer"])) },
  Mutation("AZ330", "rides", "a crossing") { policy, _ in policy["movr.rides"].crossings[0].reason = "needed" },
  Mutation("AZ330", "rides", "an exemption") { policy, _ in policy.accepted[0].reason = " " },
  Mutation("AZ331", "ads", "the key holds the tenant") { policy, _ in
    policy["ads.ads"].crossings = [CrossingRule("ads_campaign_fk", reason: "campaigns may be shared")]
  },
  Mutation("AZ331", "freight", "the parent is shared") { policy, _ in
    policy[shipments].crossings = [CrossingRule("shipments_country_fk", reason: "countries know no tenant")]
  },
  Mutation("AZ332", "freight", "nothing to accept") { policy, _ in
    policy.accepted.append(AcceptClause("AZ320", table: notes, reason: "notes hold no secret"))
  },
  Mutation("AZ332", "freight", "the right check on another table") { policy, _ in
    policy.accepted.append(AcceptClause("AZ307", table: notes, reason: "notes hold no secret"))
  },
  Mutation("AZ332", "freight", "no such check") { policy, _ in
    policy.accepted.append(AcceptClause("AZ3O7", table: shipments, reason: "written with a letter"))
  },
  Mutation("AZ333", "freight", "hidden") { policy, _ in policy[shipments].hides[0].except = ["viewer", "auditor"] },
  Mutation("AZ333", "freight", "masked") { policy, _ in policy[shipments].masks[0].except = ["viewer", "auditor"] },
  Mutation("AZ334", "freight", "none") { policy, _ in policy[shipments].masks[0].mask = .keepLast(0) },
  Mutation("AZ334", "freight", "all") { policy, _ in policy[shipments].masks[0].mask = .keepLast(64) },
  Mutation("AZ334", "freight", "a number") { policy, _ in policy[shipments].masks[0].column = "weight_kg" },
  Mutation("AZ335") { policy, _ in policy.roles[2].inherits.append("viewer") },
  Mutation("AZ336") { policy, _ in
    policy[shipments].allows[0].condition = .compare(.column("tenant_id"), .equal, .tenant)
  },
  Mutation("AZ341") { policy, _ in policy[shipments].allows[0].columns = ["id", "margin"] },
  Mutation("AZ342") { policy, _ in policy[shipments].allows[2].columns = ["status", "tenant_id"] },
  Mutation("AZ342", "rides", "the person") { policy, _ in policy["movr.rides"].allows[1].columns = ["rider_id"] },
  Mutation("AZ343", "freight", "a capital where names are folded") { policy, schema in
    policy.name = "Freight"
    schema.engine = Engine(.cockroachdb, 25, 4)
  },
  Mutation("AZ347", "promotion", "a role gives itself") { policy, _ in
    policy.promotions[0].roles = ["agent", "lead", "admin"]
  },
  Mutation("AZ347", "promotion", "a role gives what is above it") { policy, _ in
    policy.promotions.append(MayGrantClause("lead", roles: ["agent", "lead", "admin"]))
  },
  Mutation("AZ347", "promotion", "two clauses give each other's") { policy, _ in
    policy.roles.append(RoleClause("hirer"))
    policy.promotions = [
      MayGrantClause("admin", roles: ["hirer"]), MayGrantClause("hirer", roles: ["agent", "lead", "admin"]),
    ]
  },
  Mutation("AZ352", "members", "a value that nobody gave") { policy, _ in
    policy.roles.append(RoleClause("keeper"))
    policy["club.bookings"].allows[0].roles.append("keeper")
  },
  Mutation("AZ353") { policy, _ in
    policy["app.countries"].personal = PersonalClause(column: "code")
    policy["app.countries"].allows[0].roles = ["viewer"]
  },
  Mutation("AZ317", "persons", "over all persons") { _, schema in
    schema["planner.settings"].uniques.append(Key("settings_device_key", ["device"]))
  },
  Mutation("AZ331", "persons", "the key holds the person") { policy, _ in
    let crossing = CrossingRule("settings_device_fkey", reason: "devices may be lent")
    policy.tables.append(TablesClause(["planner.settings"], rules: TableRules(crossings: [crossing])))
  },
  Mutation("AZ343", "freight", "too long") { policy, _ in policy.name = String(repeating: "f", count: 60) },
]
