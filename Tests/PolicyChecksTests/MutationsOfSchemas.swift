import Bailiwick
import SchemaModel

/// Changes to the schema that an example's policy meets.
let mutationsOfSchemas: [Mutation] = [
  Mutation("AZ309", "freight", "a cascade") { _, schema in
    schema["app.shipment_events"].foreignKeys[0].onDelete = .cascade
  },
  Mutation("AZ309", "ads", "a key set to NULL") { _, schema in
    schema["ads.clicks"].foreignKeys[0].onDelete = .setNull
    schema["ads.clicks"].foreignKeys[0].onDeleteColumns = ["ad_id"]
  },
  Mutation("AZ309", "ads", "two cascades on") { policy, schema in
    policy["ads.ads"].allows.removeLast()
    policy.claims.append(NeverClause([.delete], on: ["ads.ads"]))
    schema["ads.clicks"].foreignKeys[0].onDelete = .cascade
  },
  Mutation("AZ310", "rides") { _, schema in schema["movr.vehicles"].foreignKeys[1].onDelete = .cascade },
  Mutation("AZ310", "ads", "what nobody may touch") { _, schema in
    schema["ads.rollup_jobs"].foreignKeys = [
      ForeignKey("jobs_ad_fk", ["name"], QualifiedName("ads", "ads"), ["id"], onDelete: .cascade)
    ]
  },
  Mutation("AZ311") { _, schema in
    schema[shipments].columns.append(
      Column("share", "numeric", generated: true, generationExpression: "(margin / weight_kg)"))
  },
  Mutation("AZ312", "freight", "a superuser's view") { _, schema in
    schema.objects.append(view("SELECT id, margin FROM app.shipments"))
  },
  Mutation("AZ312", "freight", "a view of the table's owner") { _, schema in
    schema[shipments].owner = "freight_old"
    schema.objects.append(view("SELECT id FROM app.shipments", owner: "freight_old"))
  },
  Mutation("AZ312", "freight", "a copy") { _, schema in
    schema.objects.append(
      SchemaObject(kind: "materialized view", name: "app.m", owner: "x", text: "\nSELECT id FROM app.shipments"))
  },
  Mutation("AZ314") { _, schema in schema[shipments]["margin"].notNull = true },
  Mutation("AZ316") { _, schema in schema[notes]["tenant_id"].notNull = false },
  Mutation("AZ317", "freight", "a natural key") { _, schema in
    schema[shipments].uniques.append(Key("shipments_ref", ["reference"]))
  },
  Mutation("AZ317", "freight", "an index over an expression") { _, schema in
    schema[shipments].indexes.append(
      Definition("one", "CREATE UNIQUE INDEX one ON app.shipments USING btree (lower(reference)) INCLUDE (tenant_id)"))
  },
  Mutation("AZ318", "freight", "none") { _, schema in schema[notes].indexes.removeAll { $0.name != "notes_pkey" } },
  Mutation("AZ318", "freight", "of some rows only") { _, schema in
    schema[notes].indexes = [
      Definition("some", "CREATE INDEX some ON app.notes USING btree (tenant_id) WHERE (body IS NOT NULL)")
    ]
  },
  Mutation("AZ319", "ads") { _, schema in schema["ads.ads"].foreignKeys[0].onDelete = .setNull },
  Mutation("AZ319", "rides", "no list of columns") { _, schema in
    schema.engine = Engine(.cockroachdb, 25, 4)
    schema["movr.vehicles"].foreignKeys[1].onDelete = .setNull
  },
  Mutation("AZ320") { _, schema in schema["app.tenants"].columns.append(Column("api_key", "text")) },
  Mutation("AZ321", "rides") { _, schema in schema["movr.users"].columns.append(Column("role", "text")) },
  Mutation("AZ322") { _, schema in
    schema[shipments].policies = [Definition("read_all", "PERMISSIVE FOR SELECT TO PUBLIC USING true")]
  },
  Mutation("AZ323") { _, schema in
    var part = schema[shipments]
    part.name = QualifiedName("archive", "shipments")
    part.inherits = [QualifiedName("app", "shipments")]
    schema.tables.append(part)
  },
  Mutation("AZ324") { _, schema in schema[shipments]["status"].notNull = false },
  Mutation("AZ326") { _, schema in
    schema["app.countries"].columns.append(Column("tenant_id", "uuid"))
    schema["app.countries"].foreignKeys = [
      ForeignKey("countries_tenant_fk", ["tenant_id"], QualifiedName("app", "tenants"), ["id"])
    ]
  },
  Mutation("AZ327") { _, schema in schema[notes]["author_id"].notNull = false },
  Mutation("AZ337") { _, schema in
    schema[shipments].triggers = [trigger]
    schema.objects.append(function(" SECURITY DEFINER", body: "BEGIN RETURN NEW; END"))
  },
  Mutation("AZ338") { _, schema in
    schema[shipments].triggers = [trigger]
    schema.objects.append(function(" STABLE", body: "BEGIN IF CURRENT_USER <> 'boss' THEN RETURN NULL; END IF; END"))
  },
  Mutation("AZ338", "freight", "behind a comment with a quote") { _, schema in
    schema[shipments].triggers = [trigger]
    schema.objects.append(function(" STABLE", body: "-- don't\nIF current_user = 'a' THEN RETURN NULL; END IF;"))
  },
  Mutation("AZ339") { _, schema in schema[shipments].rules = [Definition("r", "CREATE RULE r AS …")] },
  Mutation("AZ340") { _, schema in schema[shipments].publications = ["everything"] },
  Mutation("AZ345") { _, schema in
    schema.objects.append(view("SELECT id, margin FROM app.shipments", owner: "reporting"))
  },
  Mutation("AZ346") { policy, schema in
    schema[notes].columns.append(Column("state", "text"))
    policy[notes].allows[0].commands = [.select]
    policy[notes].allows.append(
      AllowRule([.insert], to: ["viewer"], resulting: equal("state", draft), columns: ["author_id", "body"]))
  },
  Mutation("AZ344") { _, schema in
    schema.roles.append(DatabaseRole("freight_clerk", attributes: ["bypassrls", "login"]))
  },
]
