-- A shop for many merchants: each has products of its own.
CREATE SCHEMA shop;

CREATE TABLE shop.merchants (
  id bigint PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE shop.products (
  id uuid PRIMARY KEY,
  merchant_id bigint NOT NULL REFERENCES shop.merchants (id),
  title text NOT NULL,
  price numeric NOT NULL,
  sold integer NOT NULL DEFAULT 0
);
CREATE INDEX products_merchant_idx ON shop.products (merchant_id);
