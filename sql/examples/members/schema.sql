-- A club's bookings: who is what in which club stood in the application's own table before there was a policy.
CREATE SCHEMA club;

CREATE TABLE club.clubs (
  id uuid PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE club.people (
  id uuid PRIMARY KEY,
  name text NOT NULL
);

CREATE TYPE club.rank AS ENUM ('guest', 'player', 'coach');

CREATE TABLE club.members (
  club_id uuid NOT NULL,
  person_id uuid NOT NULL,
  rank club.rank,
  on_board boolean NOT NULL DEFAULT false,
  nickname text,
  CONSTRAINT members_pkey PRIMARY KEY (club_id, person_id),
  CONSTRAINT members_club_fk FOREIGN KEY (club_id) REFERENCES club.clubs (id),
  CONSTRAINT members_person_fk FOREIGN KEY (person_id) REFERENCES club.people (id) ON DELETE CASCADE
);

CREATE TABLE club.bookings (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  club_id uuid NOT NULL,
  court integer NOT NULL,
  state text NOT NULL DEFAULT 'open',
  CONSTRAINT bookings_club_fk FOREIGN KEY (club_id) REFERENCES club.clubs (id)
);

CREATE INDEX bookings_club ON club.bookings (club_id);
