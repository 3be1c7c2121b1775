-- Tasks of organisations; reminders, devices and settings of people who are in several of them.
CREATE SCHEMA planner;

CREATE TABLE planner.organisations (
  id uuid PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE planner.tasks (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES planner.organisations (id),
  title text NOT NULL
);
CREATE INDEX tasks_organisation_idx ON planner.tasks (organisation_id);

CREATE TABLE planner.reminders (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES planner.organisations (id),
  user_id uuid NOT NULL,
  task_id uuid NOT NULL,
  done boolean NOT NULL DEFAULT false,
  CONSTRAINT reminders_task_fkey FOREIGN KEY (task_id) REFERENCES planner.tasks (id)
);
CREATE INDEX reminders_organisation_idx ON planner.reminders (organisation_id);

CREATE TABLE planner.devices (
  user_id uuid NOT NULL,
  name text NOT NULL,
  platform text,
  PRIMARY KEY (user_id, name)
);

-- The key carries the person, so that nobody sends to a device of another.
CREATE TABLE planner.settings (
  user_id uuid PRIMARY KEY,
  theme text NOT NULL DEFAULT 'light',
  device text,
  CONSTRAINT settings_device_fkey FOREIGN KEY (user_id, device) REFERENCES planner.devices (user_id, name)
);
