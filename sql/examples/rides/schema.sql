-- Vehicle sharing: a city is a tenant, by its name. Every id is a random uuid, unique over all cities.
-- `vehicles.city` is NOT NULL here: the policy language has no word yet for a NULL tenant that means "every city's",
-- and a row without a city would be nobody's.
CREATE SCHEMA movr;

CREATE TABLE movr.cities (
  name text PRIMARY KEY,
  region text NOT NULL
);

CREATE TABLE movr.users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  city text NOT NULL,
  first_name text,
  last_name text,
  email text,
  username text NOT NULL,
  password_hash text,
  is_owner boolean NOT NULL DEFAULT false,
  CONSTRAINT users_city_fk FOREIGN KEY (city) REFERENCES movr.cities (name),
  CONSTRAINT users_username_key UNIQUE (username)
);

CREATE TABLE movr.vehicles (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  city text NOT NULL,
  type text NOT NULL,
  owner_id uuid,
  date_added date,
  status text NOT NULL DEFAULT 'available',
  last_location text,
  CONSTRAINT vehicles_city_fk FOREIGN KEY (city) REFERENCES movr.cities (name),
  CONSTRAINT vehicles_owner_fk FOREIGN KEY (owner_id) REFERENCES movr.users (id)
);

CREATE TABLE movr.rides (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  city text NOT NULL,
  vehicle_id uuid NOT NULL,
  rider_id uuid NOT NULL,
  start_location text,
  end_location text,
  start_time timestamptz NOT NULL DEFAULT now(),
  end_time timestamptz,
  CONSTRAINT rides_city_fk FOREIGN KEY (city) REFERENCES movr.cities (name),
  CONSTRAINT rides_rider_fk FOREIGN KEY (rider_id) REFERENCES movr.users (id),
  CONSTRAINT rides_vehicle_fk FOREIGN KEY (vehicle_id) REFERENCES movr.vehicles (id)
);

CREATE INDEX users_city ON movr.users (city);
CREATE INDEX vehicles_city_status ON movr.vehicles (city, status);
CREATE INDEX rides_city_rider ON movr.rides (city, rider_id);
