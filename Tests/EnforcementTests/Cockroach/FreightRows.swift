/// Rows and people of the freight example.
enum FreightRows {
  /// Two tenants; of each a draft, a booked, a closed and an embargoed shipment.
  static let sql = """
    INSERT INTO app.tenants (id, name) VALUES ('aaaaaaaa-0000-4000-8000-000000000000', 'Acme'), ('bbbbbbbb-0000-4000-8000-000000000000', 'Borg');
    INSERT INTO app.countries VALUES ('SE', 'Sweden');
    INSERT INTO app.shipments (id, tenant_id, reference, status, country_code, weight_kg, margin, contact_email)
      SELECT (t || '-1111-4000-8000-00000000000' || n::text)::uuid, (t || '-0000-4000-8000-000000000000')::uuid, s, s, 'SE', 1, 7, 'someone@example'
      FROM unnest(ARRAY['aaaaaaaa', 'bbbbbbbb']) AS t, unnest(ARRAY['draft', 'booked', 'closed', 'embargoed']) WITH ORDINALITY AS s(s, n);
    INSERT INTO app.shipment_events (id, shipment_id, kind) VALUES
      ('aaaaaaaa-2222-4000-8000-000000000001', 'aaaaaaaa-1111-4000-8000-000000000002', 'loaded'),
      ('bbbbbbbb-2222-4000-8000-000000000001', 'bbbbbbbb-1111-4000-8000-000000000002', 'loaded');
    INSERT INTO app.event_photos (id, event_id, path) VALUES
      ('bbbbbbbb-3333-4000-8000-000000000001', 'bbbbbbbb-2222-4000-8000-000000000001', 'b.jpg');
    INSERT INTO app.notes (id, tenant_id, author_id, body) VALUES
      ('aaaaaaaa-4444-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000000', 'aaaaaaaa-9999-4000-8000-000000000001', 'a viewer''s'),
      ('bbbbbbbb-4444-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000000', 'bbbbbbbb-9999-4000-8000-000000000001', 'b viewer''s');
    """

  static let people =
    [("a", "aaaaaaaa"), ("b", "bbbbbbbb")].flatMap { letter, start in
      ["viewer", "clerk", "manager"].enumerated().map { number, role in
        CockroachWorld.Person(
          "\(letter) \(role)", role, "\(start)-0000-4000-8000-000000000000",
          "\(start)-9999-4000-8000-00000000000\(number + 1)")
      }
    } + [CockroachWorld.Person("auditor", "auditor", nil, "eeeeeeee-9999-4000-8000-000000000009")]
}
