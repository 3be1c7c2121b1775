-- A clinic's diary: every practice has appointments of its own.
CREATE SCHEMA clinic;

CREATE TABLE clinic.practices (
  id uuid PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE clinic.appointments (
  id uuid PRIMARY KEY,
  practice_id uuid NOT NULL REFERENCES clinic.practices (id),
  patient text NOT NULL,
  starts_at timestamptz NOT NULL,
  findings text
);
CREATE INDEX appointments_practice_idx ON clinic.appointments (practice_id);
