-- Three tenants with a few shipments each, for `make demo`.
INSERT INTO app.tenants (id, name) VALUES
  ('a0000000-0000-4000-8000-000000000001', 'Alder'),
  ('b0000000-0000-4000-8000-000000000002', 'Birch'),
  ('c0000000-0000-4000-8000-000000000003', 'Cedar');
INSERT INTO app.countries (code, name) VALUES ('NO', 'Norway'), ('CL', 'Chile');
INSERT INTO app.shipments (id, tenant_id, reference, status, country_code, weight_kg, margin, contact_email)
SELECT gen_random_uuid(), t.id, t.name || '-' || s.number, s.status, 'NO', 10 * s.number, 100 + s.number,
  lower(t.name) || s.number || '@example.com'
FROM app.tenants t, (VALUES (1, 'draft'), (2, 'booked'), (3, 'closed'), (4, 'embargoed')) AS s(number, status);
INSERT INTO app.shipment_events (shipment_id, kind) SELECT id, 'created' FROM app.shipments;
