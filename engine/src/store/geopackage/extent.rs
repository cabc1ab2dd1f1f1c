//! The box that the contents of the GeoPackage state for each layer.
//!
//! It is exact after each commit. Rows that are added can only widen it; a row that goes or moves makes a new count of
//! the whole layer necessary only if it touched the edge.

use rusqlite::{Connection, OptionalExtension, params};

use super::blob;
use super::failure::Failure;
use super::row::Row;
use super::sql;
use crate::geom::{Bounds, Position};
use crate::model::Change;
use crate::store::StoreError;
use crate::store::codec::CodecError;

/// The box of one layer in the course of a commit.
#[derive(Debug)]
pub(super) struct Extent {
    stated: Option<Bounds>,
    added: Option<Bounds>,
    must_recount: bool,
}

impl Extent {
    /// The box before the commit.
    pub(super) fn before<T: Row>(connection: &Connection) -> rusqlite::Result<Self> {
        let stated = stated(connection, T::TABLE)?;
        let must_recount = match stated {
            Some(_) => false,
            None => connection
                .prepare_cached(T::SQL.any)?
                .query_row([], |row| row.get(0))?,
        };
        Ok(Self {
            stated,
            added: None,
            must_recount,
        })
    }

    /// Takes one change into account.
    pub(super) fn note<T: Row>(&mut self, change: &Change<T>) {
        if let Some(gone) = change.before().and_then(Row::bounds) {
            self.must_recount |= !self.stated.is_some_and(|stated| is_within(gone, stated));
        }
        if let Some(new) = change.after().and_then(Row::bounds) {
            self.added = Some(self.added.map_or(new, |added| added.union(new)));
        }
    }

    /// States the box after the commit.
    pub(super) fn state<T: Row>(self, connection: &Connection) -> Result<(), Failure> {
        let bounds = match (self.must_recount, T::SQL.geometries) {
            (_, None) => return Ok(()),
            (true, Some(geometries)) => recount(connection, T::TABLE, geometries)?,
            (false, _) => [self.stated, self.added]
                .into_iter()
                .flatten()
                .reduce(Bounds::union),
        };
        let [west, south, east, north] =
            bounds.map_or([None; 4], |bounds| bounds.degrees().map(Some));
        connection
            .prepare_cached(sql::SET_EXTENT)?
            .execute(params![west, south, east, north, T::TABLE])?;
        Ok(())
    }
}

fn stated(connection: &Connection, table: &str) -> rusqlite::Result<Option<Bounds>> {
    let mut statement = connection.prepare_cached(sql::EXTENT)?;
    let corners = statement.query_row([table], |row| {
        let corner = |x: usize, y: usize| -> Option<Position> {
            Position::from_degrees(row.get(x).ok()?, row.get(y).ok()?).ok()
        };
        Ok(corner(0, 1).zip(corner(2, 3)))
    });
    Ok(corners
        .optional()?
        .flatten()
        .and_then(|(low, high)| Bounds::around([low, high])))
}

/// Whether a box lies inside another without touching its edge.
fn is_within(inner: Bounds, outer: Bounds) -> bool {
    inner.min().lon() > outer.min().lon()
        && inner.min().lat() > outer.min().lat()
        && inner.max().lon() < outer.max().lon()
        && inner.max().lat() < outer.max().lat()
}

fn recount(
    connection: &Connection,
    table: &'static str,
    geometries: &str,
) -> Result<Option<Bounds>, Failure> {
    let mut statement = connection.prepare_cached(geometries)?;
    let mut rows = statement.query([])?;
    let mut bounds: Option<Bounds> = None;
    while let Some(row) = rows.next()? {
        let fault = |error: CodecError| StoreError::Row {
            table,
            row: row.get(0).unwrap_or_default(),
            error,
        };
        let own =
            blob::read_bounds(row.get_ref(1)?.as_blob().unwrap_or_default()).map_err(fault)?;
        bounds = Some(bounds.map_or(own, |bounds| bounds.union(own)));
    }
    Ok(bounds)
}
