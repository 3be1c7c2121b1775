-- What names and constants are printed with, and that none but the server's own functions are called.
SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', false),
  pg_catalog.set_config('quote_all_identifiers', 'off', false),
  pg_catalog.set_config('DateStyle', 'ISO, YMD', false),
  pg_catalog.set_config('IntervalStyle', 'postgres', false),
  pg_catalog.set_config('TimeZone', 'UTC', false),
  pg_catalog.set_config('bytea_output', 'hex', false),
  pg_catalog.set_config('extra_float_digits', '1', false)
