//! The statements, all of them: built from constants, with bound parameters.

/// The statements of one table of rows.
#[derive(Debug)]
pub(super) struct Statements {
    /// All rows, `fid` first.
    pub(super) all: &'static str,
    /// The rows of some keys, `fid` first, kept from others until the transaction ends.
    pub(super) find: &'static str,
    /// Takes the rows of some `fid` away.
    pub(super) remove: &'static str,
    /// Adds rows without `fid`.
    pub(super) add: &'static str,
    /// Adds rows that have a `fid`.
    pub(super) put_back: &'static str,
}

macro_rules! statements {
    ($table:literal, $columns:literal, $is_wanted:literal) => {
        Statements {
            all: concat!("SELECT fid, ", $columns, " FROM hexward.", $table),
            find: concat!(
                "SELECT fid, ",
                $columns,
                " FROM hexward.",
                $table,
                " WHERE ",
                $is_wanted,
                " FOR UPDATE"
            ),
            remove: concat!("DELETE FROM hexward.", $table, " WHERE fid = ANY ($1)"),
            add: concat!(
                "COPY hexward.",
                $table,
                " (",
                $columns,
                ") FROM STDIN (FORMAT binary)"
            ),
            put_back: concat!(
                "COPY hexward.",
                $table,
                " (fid, ",
                $columns,
                ") FROM STDIN (FORMAT binary)"
            ),
        }
    };
}

pub(super) const GRIDS: Statements = statements!(
    "grids",
    "geom, code, tier, parent, name, lock",
    "code = ANY ($1)"
);
pub(super) const CELLS: Statements = statements!(
    "cells",
    "geom, layer, code, hexes",
    "(layer, code) IN (SELECT * FROM unnest($1::text[], $2::text[]))"
);
pub(super) const ADDRESSES: Statements = statements!(
    "addresses",
    "geom, id, label, building, households, residents, stated_area, stated_wins",
    "id = ANY ($1)"
);
pub(super) const CHECKPOINTS: Statements = statements!(
    "checkpoints",
    "geom, id, name, kind, state",
    "id = ANY ($1)"
);
pub(super) const BARRIERS: Statements =
    statements!("barriers", "geom, id, class, name", "id = ANY ($1)");
pub(super) const COUNTS: Statements = statements!(
    "counts",
    "address, measure, unit, cutoff, value",
    "(address, measure, cutoff) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::date[]))"
);
pub(super) const CROSSING_LAYERS: Statements = statements!(
    "crossing_layers",
    "name, parent, phase, level, spacing_mm, datum_lon, datum_lat",
    "name = ANY ($1)"
);
pub(super) const PLACE: Statements = statements!(
    "place",
    "name_zh, name_en, note_zh, note_en, anchor_lon, anchor_lat",
    "fid = 1"
);

pub(super) const UNITS: Statements = statements!("units", "geom, id, kind, name", "id = ANY ($1)");
pub(super) const PLANS: Statements = statements!(
    "plans",
    "id, name, state, base, effective, created_by, created_at, validated_by, validated_at, submitted_by, submitted_at, approved_by, approved_at, activated_by, activated_at, in_force",
    "id = ANY ($1)"
);
pub(super) const PLAN_STEPS: Statements = statements!(
    "plan_steps",
    "plan, number, delta",
    "(plan, number) IN (SELECT * FROM unnest($1::text[], $2::bigint[]))"
);
pub(super) const ROLES: Statements = statements!(
    "roles",
    "id, title_zh, title_en, class, tier, least, most",
    "id = ANY ($1)"
);
pub(super) const DUTIES: Statements = statements!(
    "duties",
    "id, role, name, kind, ground, holders, valid_from, valid_until",
    "id = ANY ($1)"
);

/// What leads from each schema version to the next, the first from nothing.
pub(super) const MIGRATIONS: [&str; 4] = [
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_stated_area.sql"),
    include_str!("migrations/0003_plans.sql"),
    include_str!("migrations/0004_duties.sql"),
];
/// Makes the schema.
pub(super) const CREATE_SCHEMA: &str = "CREATE SCHEMA hexward";
/// States the schema version.
pub(super) const STATE_VERSION: &str = "INSERT INTO hexward.schema_version (version) VALUES ($1)";
/// The schema version.
pub(super) const VERSION: &str = "SELECT max(version) FROM hexward.schema_version";

/// What the database is: see `Found`.
pub(super) const INSPECT: &str = include_str!("inspect.sql");
/// Settings of every session.
pub(super) const SESSION: &str = include_str!("session.sql");
/// Where names without a schema are looked up.
pub(super) const SET_SEARCH_PATH: &str = "SELECT set_config('search_path', $1, false)";
/// Settings of a session that only reads.
pub(super) const READ_ONLY: &str = "SET default_transaction_read_only = on";
/// How durable commits of this session are.
pub(super) const DURABILITY: &str =
    "SELECT current_setting('synchronous_commit'), current_setting('fsync')";

/// Takes the writer's turn, as soon as nobody else has it; the key is `hexward` in ASCII.
pub(super) const LOCK: &str = "SELECT pg_advisory_lock(29384965651264100)";
/// Gives the turn back.
pub(super) const UNLOCK: &str = "SELECT pg_advisory_unlock(29384965651264100)";
/// How long a session waits for the turn: as long as a long commit of another.
pub(super) const PATIENCE_FOR_TURN: &str = "SET lock_timeout = '60s'";
/// How long it waits for rows that another program holds.
pub(super) const PATIENCE: &str = "SET lock_timeout = '5s'";
/// Makes this session the newest writer, if it is not yet; `session.sql` names it.
pub(super) const TAKE_OVER: &str = "UPDATE hexward.writer SET epoch = epoch + 1, \
    holder = current_setting('hexward.session') \
    WHERE holder IS DISTINCT FROM current_setting('hexward.session')";
/// Fails when the role may not write.
pub(super) const MAY_WRITE: &str = "UPDATE hexward.writer SET epoch = epoch WHERE false";
/// The newest writer's number and the newest revision.
pub(super) const TURN: &str = "SELECT epoch, coalesce((SELECT max(revision) FROM hexward.commits), 0) \
    FROM hexward.writer";
/// The newest writer, kept until the transaction ends.
pub(super) const EPOCH: &str = "SELECT epoch FROM hexward.writer FOR UPDATE";

/// The newest commit.
pub(super) const HEAD: &str =
    "SELECT revision, hash FROM hexward.commits ORDER BY revision DESC LIMIT 1";
/// Adds a commit.
pub(super) const LOG_COMMIT: &str = "INSERT INTO hexward.commits \
    (revision, author, reason, at, request, digest, undoes, effective, changed, plan, delta, hash) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
/// The hash of a revision.
pub(super) const HASH_OF: &str = "SELECT hash FROM hexward.commits WHERE revision = $1";
/// So many commits after a revision.
pub(super) const COMMITS_AFTER: &str = "SELECT revision, delta, hash FROM hexward.commits \
    WHERE revision > $1 ORDER BY revision LIMIT $2";
/// So many commits before a revision without their rows, the newest first.
pub(super) const LOG_BEFORE: &str = "SELECT revision, author, reason, at, request, digest, undoes, \
    effective, changed, plan, hash FROM hexward.commits \
    WHERE revision < $1 ORDER BY revision DESC LIMIT $2";
/// The commit of a request.
pub(super) const COMMIT_OF: &str =
    "SELECT revision, digest FROM hexward.commits WHERE request = $1";

/// Tells those who wait, when the transaction commits.
pub(super) const NOTIFY: &str = "SELECT pg_notify('hexward_commit', $1)";
/// Waits for commits from now on.
pub(super) const LISTEN: &str = "LISTEN hexward_commit";
