-- Museums with a public page: exhibitions, a guest book, and the sketches of those who make them.
CREATE SCHEMA gallery;

CREATE TABLE gallery.museums (
  id uuid PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE gallery.exhibitions (
  id uuid PRIMARY KEY,
  museum_id uuid NOT NULL REFERENCES gallery.museums (id),
  title text NOT NULL,
  on_show boolean NOT NULL DEFAULT false,
  made_by uuid NOT NULL
);
CREATE INDEX exhibitions_museum_idx ON gallery.exhibitions (museum_id);

CREATE TABLE gallery.entries (
  id uuid PRIMARY KEY,
  museum_id uuid NOT NULL REFERENCES gallery.museums (id),
  body text NOT NULL,
  hidden boolean NOT NULL DEFAULT false
);
CREATE INDEX entries_museum_idx ON gallery.entries (museum_id);

CREATE TABLE gallery.sketches (
  id uuid PRIMARY KEY,
  museum_id uuid NOT NULL REFERENCES gallery.museums (id),
  curator_id uuid NOT NULL,
  body text NOT NULL
);
CREATE INDEX sketches_museum_idx ON gallery.sketches (museum_id, curator_id);
