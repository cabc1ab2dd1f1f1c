-- A store of format 2 becomes one of format 3: locks, states of checkpoints, units, plans, and a log with requests and
-- hashes. Runs inside one transaction, which then moves the log
-- to its new table and computes the hashes. Deltas in the log keep their form.

ALTER TABLE grids ADD COLUMN lock TEXT NOT NULL DEFAULT 'open';
ALTER TABLE checkpoints ADD COLUMN state TEXT NOT NULL DEFAULT 'open';

CREATE TABLE units (
    fid INTEGER PRIMARY KEY NOT NULL,
    geom MULTIPOLYGON NOT NULL,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL
);

CREATE TABLE plans (
    fid INTEGER PRIMARY KEY NOT NULL,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    base INTEGER NOT NULL, -- the revision that it was branched from
    effective DATE,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    validated_by TEXT,
    validated_at TEXT,
    submitted_by TEXT,
    submitted_at TEXT,
    approved_by TEXT,
    approved_at TEXT,
    activated_by TEXT,
    activated_at TEXT,
    in_force INTEGER -- the revision that put it in force
);

CREATE TABLE plan_steps (
    fid INTEGER PRIMARY KEY NOT NULL,
    plan TEXT NOT NULL,
    number INTEGER NOT NULL,
    delta BLOB NOT NULL, -- canonical binary form, see codec
    UNIQUE (plan, number)
);

ALTER TABLE hexward_commit RENAME TO hexward_commit_2;
CREATE TABLE hexward_commit (
    revision INTEGER PRIMARY KEY NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    request TEXT, -- the key under which it was asked for
    digest BLOB, -- SHA-256 of what was asked
    undoes INTEGER, -- the revision that it takes back
    effective DATE, -- the day from which it counts, if that is not the day of at
    changed TEXT NOT NULL DEFAULT '', -- how many rows of each table, as table=rows
    plan TEXT, -- the plan that it changes
    hash BLOB NOT NULL, -- SHA-256 of the hash before (32 zero bytes at first) and the delta
    delta BLOB NOT NULL -- canonical binary form, see codec; last, because what follows a large value is slow to read
);
CREATE UNIQUE INDEX hexward_commit_request ON hexward_commit (request);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) VALUES
    ('units', 'features', 'units', 'blocks, estates and buildings that go from grid to grid as a whole', '1970-01-01T00:00:00.000Z', 4490),
    ('plans', 'attributes', 'plans', 'drafts of the division and the plan in force', '1970-01-01T00:00:00.000Z', NULL),
    ('plan_steps', 'attributes', 'plan_steps', 'the edits of each plan', '1970-01-01T00:00:00.000Z', NULL);
INSERT INTO gpkg_geometry_columns VALUES ('units', 'geom', 'MULTIPOLYGON', 4490, 0, 0);

UPDATE hexward_meta SET value = '3' WHERE key = 'format';
