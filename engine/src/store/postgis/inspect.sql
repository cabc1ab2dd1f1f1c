-- What a database is, asked of its catalogue, which every role may read.
SELECT
    current_setting('server_version_num')::integer,
    current_setting('server_encoding'),
    (SELECT quote_ident(n.nspname) FROM pg_catalog.pg_extension e
        JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'),
    (SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = 'hexward') > 0,
    (SELECT count(*) FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'hexward') > 0,
    (SELECT count(*) FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'hexward' AND c.relname = 'schema_version') > 0
