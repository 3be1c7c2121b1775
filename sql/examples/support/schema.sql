-- Book keeping: every company has its own entries.
CREATE SCHEMA books;

CREATE TABLE books.companies (
  id uuid PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE books.entries (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id uuid NOT NULL,
  amount numeric NOT NULL,
  note text,
  CONSTRAINT entries_company_fk FOREIGN KEY (company_id) REFERENCES books.companies (id)
);

CREATE INDEX entries_company ON books.entries (company_id);
