-- Payrolls: every employer has slips of its own.
CREATE SCHEMA payroll;

CREATE TABLE payroll.employers (
  id uuid PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE payroll.slips (
  id uuid PRIMARY KEY,
  employer_id uuid NOT NULL REFERENCES payroll.employers (id),
  person text NOT NULL,
  amount numeric NOT NULL,
  paid boolean NOT NULL DEFAULT false
);
CREATE INDEX slips_employer_idx ON payroll.slips (employer_id);
