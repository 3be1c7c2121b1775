-- Crews, and people who are in several of them, each for a time.
CREATE SCHEMA crew;

CREATE TABLE crew.crews (
  id uuid PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE crew.people (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  email text
);

CREATE TABLE crew.memberships (
  crew_id uuid NOT NULL REFERENCES crew.crews (id),
  person_id uuid NOT NULL,
  left_at timestamptz,
  PRIMARY KEY (crew_id, person_id),
  CONSTRAINT memberships_person_fkey FOREIGN KEY (person_id) REFERENCES crew.people (id)
);
