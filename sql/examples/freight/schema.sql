-- A forwarder's shipments, as the application made them: no row security, no roles.
CREATE SCHEMA app;

CREATE TABLE app.tenants (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  plan text NOT NULL DEFAULT 'basic'
);

CREATE TABLE app.countries (
  code text PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE app.shipments (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id uuid NOT NULL,
  reference text NOT NULL,
  status text NOT NULL DEFAULT 'draft',
  country_code text NOT NULL,
  weight_kg numeric(10, 2) NOT NULL,
  margin numeric(12, 2),
  contact_email text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT shipments_tenant_fk FOREIGN KEY (tenant_id) REFERENCES app.tenants (id),
  CONSTRAINT shipments_country_fk FOREIGN KEY (country_code) REFERENCES app.countries (code),
  CONSTRAINT shipments_reference_key UNIQUE (tenant_id, reference)
);

-- Whose an event is, its shipment says. The key does not cascade: a cascade would delete what nobody may delete.
CREATE TABLE app.shipment_events (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  shipment_id uuid NOT NULL,
  kind text NOT NULL,
  seq bigint NOT NULL DEFAULT 0,
  occurred_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT shipment_events_shipment_fk FOREIGN KEY (shipment_id) REFERENCES app.shipments (id)
);

-- A photo is two keys away from its tenant.
CREATE TABLE app.event_photos (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  event_id uuid NOT NULL,
  path text NOT NULL,
  bytes bigint NOT NULL DEFAULT 0,
  CONSTRAINT event_photos_event_fk FOREIGN KEY (event_id) REFERENCES app.shipment_events (id)
);

-- A note belongs to the person who wrote it.
CREATE TABLE app.notes (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id uuid NOT NULL,
  author_id uuid NOT NULL,
  body text NOT NULL,
  CONSTRAINT notes_tenant_fk FOREIGN KEY (tenant_id) REFERENCES app.tenants (id)
);

CREATE INDEX notes_tenant_author ON app.notes (tenant_id, author_id);
