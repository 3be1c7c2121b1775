import Testing

extension Theme {
  private static let note = ID.fresh(3)

  static let writing = Theme(
    "writing",
    [
      .control(
        "a clerk makes a draft and names no tenant", .alderClerk, .affected(1),
        """
        INSERT INTO app.shipments (id, reference, status, country_code, weight_kg, contact_email)
        VALUES ('\(ID.fresh(1))', 'fresh', 'draft', 'NO', 5, 'new@alder.example')
        """),
      .control(
        "it is the clerk's tenant's", .observer, .gives("\(ID.alder) draft"),
        "SELECT tenant_id, status FROM app.shipments WHERE id = '\(ID.fresh(1))'"),
      .control(
        "the clerk books it", .alderClerk, .affected(1),
        "UPDATE app.shipments SET status = 'booked' WHERE id = '\(ID.fresh(1))'"),
      .control(
        "and closes it, since anything may result", .alderClerk, .affected(1),
        "UPDATE app.shipments SET status = 'closed' WHERE id = '\(ID.fresh(1))'"),
      .control(
        "it is closed", .observer, .gives("closed"), "SELECT status FROM app.shipments WHERE id = '\(ID.fresh(1))'"),
      .control(
        "a manager deletes it", .alderManager, .affected(1), "DELETE FROM app.shipments WHERE id = '\(ID.fresh(1))'"),
      .control(
        "it is gone", .observer, .gives("0"), "SELECT count(*) FROM app.shipments WHERE id = '\(ID.fresh(1))'"),
      .control(
        "a manager writes the hidden column", .alderManager, .affected(1), .writeMargin(of: ID.alderDraft, 555)),
      .control(
        "it is written", .observer, .gives("555.00"),
        "SELECT margin FROM app.shipments WHERE id = '\(ID.alderDraft)'"),
      .control(
        "a viewer writes a note", .alderViewer, .affected(1),
        "INSERT INTO app.notes (id, body) VALUES ('\(note)', 'mine')"),
      .control(
        "in the viewer's own name", .observer, .gives("\(ID.alder) \(Who.alderViewer.person)"),
        "SELECT tenant_id, author_id FROM app.notes WHERE id = '\(note)'"),
      .control(
        "changes it", .alderViewer, .affected(1), "UPDATE app.notes SET body = 'still mine' WHERE id = '\(note)'"),
      .control("deletes it", .alderViewer, .affected(1), "DELETE FROM app.notes WHERE id = '\(note)'"),
      .control(
        "a manager embargoes a shipment", .alderManager, .affected(1),
        "UPDATE app.shipments SET status = 'embargoed' WHERE id = '\(ID.alderBooked)'"),
      .control(
        "and lifts it", .alderManager, .affected(1),
        "UPDATE app.shipments SET status = 'booked' WHERE id = '\(ID.alderBooked)'"),

      .attack(
        "a change of another tenant's row", .alderClerk, .affected(0),
        "UPDATE app.shipments SET status = 'booked' WHERE id = '\(ID.birchDraft)'"),
      .attack(
        "its deletion", .alderManager, .affected(0), "DELETE FROM app.shipments WHERE id = '\(ID.birchDraft)'"),
      .attack(
        "its hidden column", .alderManager, .affected(0), .writeMargin(of: ID.birchDraft, 0)),
      .attack(
        "a change of a colleague's note", .alderManager, .affected(0),
        "UPDATE app.notes SET body = 'forged' WHERE id = '\(ID.alderViewersNote)'"),
      .attack(
        "the deletion of a stranger's note", .alderManager, .affected(0),
        "DELETE FROM app.notes WHERE id = '\(ID.birchViewersNote)'"),
      .attack(
        "a row in another tenant's name", .alderClerk, .forbiddenRow,
        """
        INSERT INTO app.shipments (id, tenant_id, reference, country_code, weight_kg, contact_email)
        VALUES ('\(ID.fresh(2))', '\(ID.birch)', 'fresh', 'NO', 1, 'new@alder.example')
        """),
      .attack(
        "a row in nobody's name", .alderClerk, .forbiddenRow,
        """
        INSERT INTO app.shipments (tenant_id, reference, country_code, weight_kg, contact_email)
        VALUES (NULL, 'fresh', 'NO', 1, 'new@alder.example')
        """),
      .attack(
        "a note in a colleague's name", .alderViewer, .forbiddenRow,
        """
        INSERT INTO app.notes (tenant_id, author_id, body)
        VALUES ('\(ID.alder)', '\(Who.alderClerk.person)', 'forged')
        """),
      .attack(
        "a row given to another tenant", .alderClerk, .denied("table shipments"),
        "UPDATE app.shipments SET tenant_id = '\(ID.birch)' WHERE id = '\(ID.alderDraft)'"),
      .attack(
        "a note given to a colleague", .alderViewer, .denied("table notes"),
        "UPDATE app.notes SET author_id = '\(Who.alderClerk.person)'"),
      .attack(
        "a merge into another tenant's row", .alderManager, .affected(0),
        """
        MERGE INTO app.shipments s USING (VALUES ('\(ID.birchDraft)'::uuid)) v (id) ON s.id = v.id
        WHEN MATCHED THEN UPDATE SET reference = 'stolen'
        """),
      // No policy for reading is asked where a statement reads no column.
      .attack(
        "an update that reads no column", .alderClerk, .affected(2), "UPDATE app.shipments SET weight_kg = 77"),
      .attack(
        "reached nothing embargoed, closed or another's", .observer, .gives("0"),
        """
        SELECT count(*) FROM app.shipments
        WHERE weight_kg = 77 AND (tenant_id <> '\(ID.alder)' OR status IN ('embargoed', 'closed'))
        """),
      .attack(
        "a deletion that reads no column", .alderViewer, .affected(1), "BEGIN", "DELETE FROM app.notes", "ROLLBACK"),
      .attack(
        "Birch is whole", .observer, .gives("4 1 1 2"),
        """
        SELECT count(*), count(*) FILTER (WHERE id = '\(ID.birchDraft)' AND reference = 'birch-1' AND status = 'draft'
            AND margin = 201 AND contact_email = 'iris@birch.example' AND weight_kg = 10),
          (SELECT count(*) FROM app.shipment_events WHERE tenant_id = '\(ID.birch)'),
          (SELECT count(*) FROM app.notes WHERE tenant_id = '\(ID.birch)')
        FROM app.shipments WHERE tenant_id = '\(ID.birch)'
        """),
    ])
}
