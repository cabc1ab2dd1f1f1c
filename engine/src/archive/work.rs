//! The work file: an MBTiles file in the making, which knows how far it has come.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::draw::Content;
use super::{ArchiveError, sql};
use crate::geom::TileCoord;

/// An open work file; no other process has it.
pub(super) struct Work {
    path: PathBuf,
    connection: Connection,
}

impl Work {
    /// Opens the work file of an order, with how many tiles of its cover are done. What another order has begun is thrown
    /// away.
    pub(super) fn open(path: &Path, order: &str) -> Result<(Self, u64), ArchiveError> {
        let at = |error| ArchiveError::of_sqlite(path, error);
        let mut work = Self {
            path: path.to_owned(),
            connection: locked(path).map_err(at)?,
        };
        let begun = work.begun().map_err(at)?;
        if let Some((own, done)) = begun {
            if own == order {
                return Ok((work, done));
            }
            drop(work);
            fs::remove_file(path).map_err(|error| ArchiveError::at(path, error))?;
            work = Self {
                path: path.to_owned(),
                connection: locked(path).map_err(at)?,
            };
        }
        work.begin(order).map_err(at)?;
        Ok((work, 0))
    }

    fn begun(&self) -> rusqlite::Result<Option<(String, u64)>> {
        let tables: i64 = self
            .connection
            .query_row(sql::IS_BEGUN, [], |row| row.get(0))?;
        if tables == 0 {
            return Ok(None);
        }
        let work = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64));
        self.connection.query_row(sql::WORK, [], work).optional()
    }

    fn begin(&mut self, order: &str) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        transaction.execute_batch(sql::SCHEMA)?;
        transaction.execute(sql::BEGIN, [order])?;
        transaction.commit()
    }

    /// Adds the next tiles of the cover, all or none.
    pub(super) fn add(
        &mut self,
        tiles: &[TileCoord],
        contents: &[Option<Content>],
    ) -> Result<(), ArchiveError> {
        let added = add(&mut self.connection, tiles, contents);
        added.map_err(|error| ArchiveError::of_sqlite(&self.path, error))
    }

    /// How many tiles there are, and how many contents.
    pub(super) fn count(&self) -> Result<(u64, u64), ArchiveError> {
        let counts = |row: &rusqlite::Row<'_>| {
            Ok((row.get::<_, i64>(0)? as u64, row.get::<_, i64>(1)? as u64))
        };
        let counted = self.connection.query_row(sql::COUNT, [], counts);
        counted.map_err(|error| ArchiveError::of_sqlite(&self.path, error))
    }

    /// The number and the bytes of a tile's content.
    pub(super) fn content(&self, tile: TileCoord) -> Result<Option<(i64, Vec<u8>)>, ArchiveError> {
        let found = || {
            let mut statement = self.connection.prepare_cached(sql::TILE)?;
            let place = params![tile.z(), tile.x(), row_from_south(tile)];
            let content = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            statement.query_row(place, content).optional()
        };
        found().map_err(|error| ArchiveError::of_sqlite(&self.path, error))
    }

    /// Makes it an MBTiles file with these facts about the tiles, and closes it.
    pub(super) fn finish(mut self, facts: &[(String, String)]) -> Result<(), ArchiveError> {
        let mut finish = || {
            let transaction = self.connection.transaction()?;
            for (name, value) in facts {
                transaction.execute(sql::ADD_FACT, [name, value])?;
            }
            transaction.execute_batch(sql::FINISH)?;
            transaction.commit()?;
            self.connection.execute_batch("VACUUM")
        };
        finish().map_err(|error| ArchiveError::of_sqlite(&self.path, error))
    }
}

/// The file, locked for this process until it is closed.
fn locked(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.execute_batch("BEGIN EXCLUSIVE; COMMIT")?;
    Ok(connection)
}

fn add(
    connection: &mut Connection,
    tiles: &[TileCoord],
    contents: &[Option<Content>],
) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    {
        let mut add_tile = transaction.prepare_cached(sql::ADD_TILE)?;
        for (&tile, content) in tiles.iter().zip(contents) {
            let Some(content) = content else { continue };
            let image = image_of(&transaction, content)?;
            add_tile.execute(params![tile.z(), tile.x(), row_from_south(tile), image])?;
        }
        transaction.execute(sql::PASS, [tiles.len() as i64])?;
    }
    transaction.commit()
}

/// The number of a content, which is stored unless it is there.
fn image_of(transaction: &Transaction<'_>, content: &Content) -> rusqlite::Result<i64> {
    let mut known = transaction.prepare_cached(sql::KNOWN)?;
    let known: Option<i64> = known
        .query_row([&content.hash], |row| row.get(0))
        .optional()?;
    if let Some(image) = known {
        return Ok(image);
    }
    transaction
        .prepare_cached(sql::ADD_CONTENT)?
        .execute([&content.bytes])?;
    let image = transaction.last_insert_rowid();
    transaction
        .prepare_cached(sql::ADD_HASH)?
        .execute(params![content.hash, image])?;
    Ok(image)
}

/// MBTiles counts rows from the south.
fn row_from_south(tile: TileCoord) -> u32 {
    ((1_u64 << tile.z()) - 1 - u64::from(tile.y())) as u32
}
