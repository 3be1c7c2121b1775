-- A help desk: every company has its own tickets.
CREATE SCHEMA desk;

CREATE TABLE desk.companies (
  id uuid PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE desk.tickets (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL,
  title text NOT NULL,
  state text NOT NULL DEFAULT 'open',
  CONSTRAINT tickets_company_fk FOREIGN KEY (company_id) REFERENCES desk.companies (id)
);

CREATE INDEX tickets_company ON desk.tickets (company_id);
