-- Boards of teams: roles are held at projects, below the team that is the tenant.
CREATE SCHEMA boards;

CREATE TABLE boards.teams (
  id uuid PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE boards.projects (
  id uuid PRIMARY KEY,
  team_id uuid NOT NULL REFERENCES boards.teams (id),
  title text NOT NULL,
  archived boolean NOT NULL DEFAULT false
);
CREATE INDEX projects_team_idx ON boards.projects (team_id);

CREATE TABLE boards.tasks (
  id uuid PRIMARY KEY,
  team_id uuid NOT NULL REFERENCES boards.teams (id),
  project_id uuid NOT NULL,
  title text NOT NULL,
  done boolean NOT NULL DEFAULT false,
  CONSTRAINT tasks_project_fkey FOREIGN KEY (project_id) REFERENCES boards.projects (id)
);
CREATE INDEX tasks_team_idx ON boards.tasks (team_id);

CREATE TABLE boards.files (
  id uuid PRIMARY KEY,
  team_id uuid NOT NULL REFERENCES boards.teams (id),
  project_id uuid,
  path text NOT NULL,
  CONSTRAINT files_project_fkey FOREIGN KEY (project_id) REFERENCES boards.projects (id)
);
CREATE INDEX files_team_idx ON boards.files (team_id);

CREATE TABLE boards.comments (
  id uuid PRIMARY KEY,
  team_id uuid NOT NULL REFERENCES boards.teams (id),
  task_id uuid NOT NULL,
  text text NOT NULL,
  CONSTRAINT comments_task_fkey FOREIGN KEY (task_id) REFERENCES boards.tasks (id)
);
CREATE INDEX comments_team_idx ON boards.comments (team_id);
