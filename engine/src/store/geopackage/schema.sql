-- A new store, format 5: the tables of a GeoPackage 1.3, the rows of each layer, and the commit log.
-- Runs inside one transaction, which also sets application_id and user_version.

CREATE TABLE gpkg_spatial_ref_sys (
    srs_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL PRIMARY KEY,
    organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL,
    definition TEXT NOT NULL,
    description TEXT
);

CREATE TABLE gpkg_contents (
    table_name TEXT NOT NULL PRIMARY KEY,
    data_type TEXT NOT NULL,
    identifier TEXT UNIQUE,
    description TEXT DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    min_x DOUBLE,
    min_y DOUBLE,
    max_x DOUBLE,
    max_y DOUBLE,
    srs_id INTEGER,
    CONSTRAINT contents_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);

CREATE TABLE gpkg_geometry_columns (
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL,
    z TINYINT NOT NULL,
    m TINYINT NOT NULL,
    CONSTRAINT geometry_columns_key PRIMARY KEY (table_name, column_name),
    CONSTRAINT geometry_columns_table UNIQUE (table_name),
    CONSTRAINT geometry_columns_contents FOREIGN KEY (table_name) REFERENCES gpkg_contents (table_name),
    CONSTRAINT geometry_columns_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);

CREATE TABLE grids (
    fid INTEGER PRIMARY KEY NOT NULL,
    geom MULTIPOLYGON NOT NULL,
    code TEXT NOT NULL UNIQUE,
    tier TEXT NOT NULL,
    parent TEXT,
    name TEXT NOT NULL,
    lock TEXT NOT NULL DEFAULT 'open' -- open, may-grow or locked
);

CREATE TABLE cells (
    fid INTEGER PRIMARY KEY NOT NULL,
    geom MULTIPOLYGON NOT NULL,
    layer TEXT NOT NULL,
    code TEXT NOT NULL,
    hexes TEXT NOT NULL, -- axial coordinates q,r of each hexagon, separated by spaces
    UNIQUE (layer, code)
);

CREATE TABLE addresses (
    fid INTEGER PRIMARY KEY NOT NULL,
    geom POINT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    building TEXT NOT NULL,
    households INTEGER NOT NULL,
    residents INTEGER NOT NULL,
    stated_area TEXT, -- the area that the file names
    stated_wins BOOLEAN NOT NULL DEFAULT 0 -- whether it counts where the point lies elsewhere
);

CREATE TABLE checkpoints (
    fid INTEGER PRIMARY KEY NOT NULL,
    geom POINT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' -- open or closed
);

CREATE TABLE barriers (
    fid INTEGER PRIMARY KEY NOT NULL,
    geom LINESTRING NOT NULL,
    id TEXT NOT NULL UNIQUE,
    class TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '' -- of a street or a river
);

CREATE TABLE counts (
    fid INTEGER PRIMARY KEY NOT NULL,
    address TEXT NOT NULL,
    measure TEXT NOT NULL,
    unit TEXT NOT NULL,
    cutoff DATE NOT NULL,
    value INTEGER NOT NULL,
    UNIQUE (address, measure, cutoff)
);

CREATE TABLE crossing_layers (
    fid INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL UNIQUE,
    parent TEXT NOT NULL,
    phase TEXT NOT NULL,
    level INTEGER NOT NULL,
    spacing_mm INTEGER NOT NULL,
    datum_lon DOUBLE NOT NULL, -- degrees
    datum_lat DOUBLE NOT NULL
);

CREATE TABLE place (
    fid INTEGER PRIMARY KEY NOT NULL CHECK (fid = 1), -- at most one row
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    note_zh TEXT NOT NULL,
    note_en TEXT NOT NULL,
    anchor_lon DOUBLE NOT NULL, -- degrees
    anchor_lat DOUBLE NOT NULL
);

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

CREATE TABLE hexward_meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

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
    delta BLOB NOT NULL -- canonical binary form, see codec, a long one packed, see packed; last, because what follows a large value is slow to read
);
CREATE UNIQUE INDEX hexward_commit_request ON hexward_commit (request);

INSERT INTO hexward_meta (key, value) VALUES ('format', '5');

INSERT INTO gpkg_spatial_ref_sys VALUES
    ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
    ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
    ('WGS 84', 4326, 'EPSG', 4326,
     'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
     'longitude and latitude in degrees on the WGS 84 ellipsoid'),
    ('China Geodetic Coordinate System 2000', 4490, 'EPSG', 4490,
     'GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101,AUTHORITY["EPSG","1024"]],AUTHORITY["EPSG","1043"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4490"]]',
     'longitude and latitude in degrees on the CGCS2000 ellipsoid');

-- last_change follows the commits; an engine without a clock has no better instant for tables that nobody changed
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) VALUES
    ('grids', 'features', 'grids', 'grids of all tiers', '1970-01-01T00:00:00.000Z', 4490),
    ('cells', 'features', 'cells', 'honeycomb cells of the crossing layers', '1970-01-01T00:00:00.000Z', 4490),
    ('addresses', 'features', 'addresses', 'addresses with their households and residents', '1970-01-01T00:00:00.000Z', 4490),
    ('checkpoints', 'features', 'checkpoints', 'gates, sampling sites, pumps', '1970-01-01T00:00:00.000Z', 4490),
    ('barriers', 'features', 'barriers', 'lines that borders like to follow', '1970-01-01T00:00:00.000Z', 4490),
    ('counts', 'attributes', 'counts', 'newly counted at an address up to a cut-off date', '1970-01-01T00:00:00.000Z', NULL),
    ('crossing_layers', 'attributes', 'crossing_layers', 'honeycomb layers', '1970-01-01T00:00:00.000Z', NULL),
    ('place', 'attributes', 'place', 'what the store describes', '1970-01-01T00:00:00.000Z', NULL);

INSERT INTO gpkg_geometry_columns VALUES
    ('grids', 'geom', 'MULTIPOLYGON', 4490, 0, 0),
    ('cells', 'geom', 'MULTIPOLYGON', 4490, 0, 0),
    ('addresses', 'geom', 'POINT', 4490, 0, 0),
    ('checkpoints', 'geom', 'POINT', 4490, 0, 0),
    ('barriers', 'geom', 'LINESTRING', 4490, 0, 0);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) VALUES
    ('units', 'features', 'units', 'blocks, estates and buildings that go from grid to grid as a whole', '1970-01-01T00:00:00.000Z', 4490),
    ('plans', 'attributes', 'plans', 'drafts of the division and the plan in force', '1970-01-01T00:00:00.000Z', NULL),
    ('plan_steps', 'attributes', 'plan_steps', 'the edits of each plan', '1970-01-01T00:00:00.000Z', NULL);
INSERT INTO gpkg_geometry_columns VALUES ('units', 'geom', 'MULTIPOLYGON', 4490, 0, 0);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) VALUES
    ('roles', 'attributes', 'roles', 'posts and how many people a grid has in them', '1970-01-01T00:00:00.000Z', NULL),
    ('duties', 'attributes', 'duties', 'who answers for which ground, by post or staff number', '1970-01-01T00:00:00.000Z', NULL);
