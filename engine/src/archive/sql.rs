//! The statements of the work file.

pub(super) const SCHEMA: &str = include_str!("schema.sql");
pub(super) const FINISH: &str = include_str!("finish.sql");

pub(super) const IS_BEGUN: &str =
    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'hexward_work'";
pub(super) const WORK: &str = "SELECT work, done FROM hexward_work";
pub(super) const BEGIN: &str = "INSERT INTO hexward_work (work, done) VALUES (?1, 0)";
pub(super) const PASS: &str = "UPDATE hexward_work SET done = done + ?1";
pub(super) const KNOWN: &str = "SELECT image_id FROM hexward_contents WHERE hash = ?1";
pub(super) const ADD_CONTENT: &str = "INSERT INTO images (tile_data) VALUES (?1)";
pub(super) const ADD_HASH: &str = "INSERT INTO hexward_contents (hash, image_id) VALUES (?1, ?2)";
pub(super) const ADD_TILE: &str =
    "INSERT INTO map (zoom_level, tile_column, tile_row, image_id) VALUES (?1, ?2, ?3, ?4)";
pub(super) const ADD_FACT: &str = "INSERT INTO metadata (name, value) VALUES (?1, ?2)";
pub(super) const TILE: &str = "SELECT image_id, tile_data FROM map JOIN images USING (image_id) WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3";
pub(super) const COUNT: &str = "SELECT (SELECT count(*) FROM map), (SELECT count(*) FROM images)";
