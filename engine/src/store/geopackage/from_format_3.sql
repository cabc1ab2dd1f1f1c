-- A store of format 3 becomes one of format 4: names of barriers, roles, duties. Runs inside one transaction.
-- Deltas in the log and in plan_steps keep their form, which is still read.

ALTER TABLE barriers ADD COLUMN name TEXT NOT NULL DEFAULT ''; -- of a street or a river

CREATE TABLE roles (
    fid INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL UNIQUE,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    class TEXT NOT NULL, -- official, worker, medical, police, volunteer or other
    tier TEXT, -- the tier of which every grid must have it
    least INTEGER NOT NULL, -- people of each grid of the tier
    most INTEGER
);

CREATE TABLE duties (
    fid INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL, -- of the ground: areas, cells, line, region, addresses, buildings or households
    ground BLOB NOT NULL, -- canonical binary form, see codec
    holders TEXT NOT NULL, -- posts or staff numbers, as `W-14 50% deputy; W-15`
    valid_from DATE,
    valid_until DATE
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) VALUES
    ('roles', 'attributes', 'roles', 'posts and how many people a grid has in them', '1970-01-01T00:00:00.000Z', NULL),
    ('duties', 'attributes', 'duties', 'who answers for which ground, by post or staff number', '1970-01-01T00:00:00.000Z', NULL);

UPDATE hexward_meta SET value = '4' WHERE key = 'format';
