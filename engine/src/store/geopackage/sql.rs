//! The statements, all of them: built from constants, with bound parameters.

/// The statements of one table of rows. Parameters follow the columns; `fid` comes last.
#[derive(Debug)]
pub(super) struct Statements {
    /// Adds a row.
    pub(super) insert: &'static str,
    /// All rows, `fid` first.
    pub(super) all: &'static str,
    /// The row of a key, `fid` first.
    pub(super) find: &'static str,
    /// Gives the row of a `fid` other columns.
    pub(super) replace: &'static str,
    /// Takes the row of a `fid` away.
    pub(super) remove: &'static str,
    /// Whether there is a row.
    pub(super) any: &'static str,
    /// `fid` and geometry of all rows; `None` for a table without.
    pub(super) geometries: Option<&'static str>,
}

macro_rules! statements {
    ($table:literal, $columns:literal, $values:literal, $key:literal, $geometries:expr) => {
        Statements {
            insert: concat!(
                "INSERT INTO ",
                $table,
                " (",
                $columns,
                ") VALUES (",
                $values,
                ")"
            ),
            all: concat!("SELECT fid, ", $columns, " FROM ", $table),
            find: concat!("SELECT fid, ", $columns, " FROM ", $table, " WHERE ", $key),
            replace: concat!(
                "UPDATE ",
                $table,
                " SET (",
                $columns,
                ") = (",
                $values,
                ") WHERE fid = ?"
            ),
            remove: concat!("DELETE FROM ", $table, " WHERE fid = ?"),
            any: concat!("SELECT EXISTS (SELECT 1 FROM ", $table, ")"),
            geometries: $geometries,
        }
    };
    (layer $table:literal, $columns:literal, $values:literal, $key:literal) => {
        statements!(
            $table,
            $columns,
            $values,
            $key,
            Some(concat!("SELECT fid, geom FROM ", $table))
        )
    };
    (attributes $table:literal, $columns:literal, $values:literal, $key:literal) => {
        statements!($table, $columns, $values, $key, None)
    };
}

pub(super) const GRIDS: Statements = statements!(layer "grids", "geom, code, tier, parent, name, lock", "?, ?, ?, ?, ?, ?", "code = ?");
pub(super) const CELLS: Statements =
    statements!(layer "cells", "geom, layer, code, hexes", "?, ?, ?, ?", "layer = ? AND code = ?");
pub(super) const ADDRESSES: Statements = statements!(layer "addresses", "geom, id, label, building, households, residents, stated_area, stated_wins", "?, ?, ?, ?, ?, ?, ?, ?", "id = ?");
pub(super) const CHECKPOINTS: Statements =
    statements!(layer "checkpoints", "geom, id, name, kind, state", "?, ?, ?, ?, ?", "id = ?");
pub(super) const BARRIERS: Statements =
    statements!(layer "barriers", "geom, id, class, name", "?, ?, ?, ?", "id = ?");
pub(super) const COUNTS: Statements = statements!(
    attributes "counts",
    "address, measure, unit, cutoff, value",
    "?, ?, ?, ?, ?",
    "address = ? AND measure = ? AND cutoff = ?"
);
pub(super) const CROSSING_LAYERS: Statements = statements!(
    attributes "crossing_layers",
    "name, parent, phase, level, spacing_mm, datum_lon, datum_lat",
    "?, ?, ?, ?, ?, ?, ?",
    "name = ?"
);
pub(super) const PLACE: Statements = statements!(
    attributes "place",
    "name_zh, name_en, note_zh, note_en, anchor_lon, anchor_lat",
    "?, ?, ?, ?, ?, ?",
    "fid = 1"
);

pub(super) const UNITS: Statements =
    statements!(layer "units", "geom, id, kind, name", "?, ?, ?, ?", "id = ?");
pub(super) const PLANS: Statements = statements!(
    attributes "plans",
    "id, name, state, base, effective, created_by, created_at, validated_by, validated_at, submitted_by, submitted_at, approved_by, approved_at, activated_by, activated_at, in_force",
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?",
    "id = ?"
);
pub(super) const PLAN_STEPS: Statements = statements!(
    attributes "plan_steps",
    "plan, number, delta",
    "?, ?, ?",
    "plan = ? AND number = ?"
);
pub(super) const ROLES: Statements = statements!(
    attributes "roles",
    "id, title_zh, title_en, class, tier, least, most",
    "?, ?, ?, ?, ?, ?, ?",
    "id = ?"
);
pub(super) const DUTIES: Statements = statements!(
    attributes "duties",
    "id, role, name, kind, ground, holders, valid_from, valid_until",
    "?, ?, ?, ?, ?, ?, ?, ?",
    "id = ?"
);

/// Makes an empty store.
pub(super) const SCHEMA: &str = include_str!("schema.sql");
/// What leads from each format to the next, the first from format 1.
pub(super) const STEPS: [&str; 4] = [
    include_str!("from_format_1.sql"),
    include_str!("from_format_2.sql"),
    include_str!("from_format_3.sql"),
    include_str!("from_format_4.sql"),
];
/// Shows a store of an earlier format to a connection that only reads as if it were of the next one.
pub(super) const VIEWS: [&str; 4] = [
    include_str!("view_of_format_1.sql"),
    include_str!("view_of_format_2.sql"),
    include_str!("view_of_format_3.sql"),
    // its tables are those of format 5
    "",
];

/// Whether a table has this name.
pub(super) const HAS_TABLE: &str =
    "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?)";
/// The format of the store.
pub(super) const FORMAT: &str = "SELECT value FROM hexward_meta WHERE key = 'format'";

/// The newest revision and its hash.
pub(super) const HEAD: &str =
    "SELECT revision, hash FROM hexward_commit ORDER BY revision DESC LIMIT 1";
/// The hash of a revision.
pub(super) const HASH_OF: &str = "SELECT hash FROM hexward_commit WHERE revision = ?";
/// Adds a commit.
pub(super) const LOG_COMMIT: &str = "INSERT INTO hexward_commit \
    (revision, author, reason, at, request, digest, undoes, effective, changed, plan, hash, delta) \
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
/// So many commits after a revision.
pub(super) const COMMITS_AFTER: &str = "SELECT revision, delta, hash FROM hexward_commit \
    WHERE revision > ? ORDER BY revision LIMIT ?";
/// So many commits before a revision without their rows, the newest first.
pub(super) const LOG_BEFORE: &str = "SELECT revision, author, reason, at, request, digest, undoes, \
    effective, changed, plan, hash FROM hexward_commit \
    WHERE revision < ? ORDER BY revision DESC LIMIT ?";
/// All commits: the columns of [`LOG_BEFORE`], and the rows.
pub(super) const WHOLE_LOG: &str = "SELECT revision, author, reason, at, request, digest, undoes, \
    effective, changed, plan, hash, delta FROM hexward_commit";
/// The commit of a request.
pub(super) const COMMIT_OF: &str = "SELECT revision, digest FROM hexward_commit WHERE request = ?";
/// The log of a store of format 2 within the step to format 3.
pub(super) const OLD_LOG: &str =
    "SELECT revision, author, reason, at, delta FROM hexward_commit_2 ORDER BY revision";
/// Adds a commit of that log.
pub(super) const MOVE_COMMIT: &str = "INSERT INTO hexward_commit \
    (revision, author, reason, at, hash, delta) VALUES (?, ?, ?, ?, ?, ?)";
/// Ends that step.
pub(super) const DROP_OLD_LOG: &str = "DROP TABLE hexward_commit_2";

/// The box that the contents state for a table.
pub(super) const EXTENT: &str =
    "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?";
/// States another box.
pub(super) const SET_EXTENT: &str =
    "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name = ?";
/// States when a table changed.
pub(super) const SET_LAST_CHANGE: &str =
    "UPDATE gpkg_contents SET last_change = ? WHERE table_name = ?";
