-- MBTiles 1.3 (https://github.com/mapbox/mbtiles-spec), with the tiles as a view, as the specification allows.
PRAGMA application_id = 1297105496; -- "MPBX"

CREATE TABLE metadata (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE images (image_id INTEGER PRIMARY KEY, tile_data BLOB NOT NULL);

CREATE TABLE map (
    zoom_level INTEGER NOT NULL,
    tile_column INTEGER NOT NULL,
    tile_row INTEGER NOT NULL, -- counted from the south
    image_id INTEGER NOT NULL REFERENCES images (image_id),
    PRIMARY KEY (zoom_level, tile_column, tile_row)
) WITHOUT ROWID;

CREATE VIEW tiles AS
SELECT zoom_level, tile_column, tile_row, tile_data FROM map JOIN images USING (image_id);

-- only while the archive is being made: which content is already there, what the work is and how far it has come
CREATE TABLE hexward_contents (hash BLOB NOT NULL PRIMARY KEY, image_id INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE hexward_work (work TEXT NOT NULL, done INTEGER NOT NULL);
