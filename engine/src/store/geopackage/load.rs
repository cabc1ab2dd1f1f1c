//! Reading whole tables, a long one on two connections at once.
//!
//! SQLite gives the rows of a connection to one thread at a time, and making records of them takes as long again. So a
//! second connection that sees the same revision takes a long table from its end, while the first one takes the short
//! tables and then the long one from its start, until the two meet.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, Params};

use super::failure::Failure;
use super::row::{Row, read_row};
use crate::store::StoreError;
use crate::store::keyed::sort;

/// Into how many portions a long table is cut. Few, since each is a query of its own, also where it has no rows; many,
/// so that no connection waits long for the last one.
const PORTIONS: u32 = 64;

/// Rows that are read before what they have is brought together in memory.
const TOGETHER: usize = 1024;

/// All records of a table, sorted by key, each key once. O(rows), O(rows log rows) when they were not stored in order.
pub(super) fn all<T: Row>(connection: &Connection) -> Result<Vec<T>, Failure> {
    let mut rows = Vec::new();
    read(connection, T::SQL.all, [], &mut rows)?;
    Ok(sorted(rows)?)
}

/// A table that two connections read, each portion of it by one of them.
pub(super) struct Portions {
    select: String,
    /// The lowest `fid`.
    first: i64,
    /// How many numbers a portion has.
    width: u64,
    left: Mutex<Range<u32>>,
}

impl Portions {
    /// The portions of a table as a connection sees it.
    pub(super) fn of<T: Row>(connection: &Connection) -> rusqlite::Result<Self> {
        // a statement that asks for both at once would visit every row
        let end = |which: &str| -> rusqlite::Result<Option<i64>> {
            let ask = format!("SELECT {which}(fid) FROM {}", T::TABLE);
            connection.query_row(&ask, [], |row| row.get(0))
        };
        let (first, last) = end("min")?.zip(end("max")?).unwrap_or((0, 0));
        Ok(Self {
            select: format!("{} WHERE fid BETWEEN ? AND ?", T::SQL.all),
            first,
            width: last.abs_diff(first) / u64::from(PORTIONS) + 1,
            left: Mutex::new(0..PORTIONS),
        })
    }

    /// Reads portions from the first on that nobody has read.
    pub(super) fn forwards<T: Row>(&self, connection: &Connection) -> Result<Vec<T>, Failure> {
        let mut rows = Vec::new();
        while let Some(portion) = self.take(Range::next) {
            self.read(connection, portion, &mut rows)?;
        }
        Ok(rows)
    }

    /// Reads portions from the last on that nobody has read; the last one comes first.
    pub(super) fn backwards<T: Row>(
        &self,
        connection: &Connection,
    ) -> Result<Vec<Vec<T>>, Failure> {
        let mut portions = Vec::new();
        while let Some(portion) = self.take(Range::next_back) {
            let mut rows = Vec::new();
            self.read(connection, portion, &mut rows)?;
            portions.push(rows);
        }
        Ok(portions)
    }

    fn take(&self, next: impl FnOnce(&mut Range<u32>) -> Option<u32>) -> Option<u32> {
        next(&mut self.left.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn read<T: Row>(
        &self,
        connection: &Connection,
        portion: u32,
        rows: &mut Vec<T>,
    ) -> Result<(), Failure> {
        let start = u64::from(portion) * self.width;
        let low = self.first.saturating_add_unsigned(start);
        let high = low.saturating_add_unsigned(self.width - 1);
        read(connection, &self.select, [low, high], rows)
    }
}

/// The records of a table of which one connection has read the start and another one, from behind, the end.
pub(super) fn joined<T: Row>(mut start: Vec<T>, end: Vec<Vec<T>>) -> Result<Vec<T>, StoreError> {
    start.reserve_exact(end.iter().map(Vec::len).sum());
    for mut portion in end.into_iter().rev() {
        start.append(&mut portion);
    }
    sorted(start)
}

fn read<T: Row>(
    connection: &Connection,
    select: &str,
    parameters: impl Params,
    rows: &mut Vec<T>,
) -> Result<(), Failure> {
    let mut statement = connection.prepare_cached(select)?;
    let mut stored = statement.query(parameters)?;
    let mut packed = rows.len();
    while let Some(row) = stored.next()? {
        rows.push(read_row(row)?.1);
        if rows.len() - packed == TOGETHER {
            T::pack(&mut rows[packed..]);
            packed = rows.len();
        }
    }
    T::pack(&mut rows[packed..]);
    Ok(())
}

fn sorted<T: Row>(mut rows: Vec<T>) -> Result<Vec<T>, StoreError> {
    rows.shrink_to_fit();
    if !rows.is_sorted_by(|a, b| a.compare(b).is_lt()) {
        sort(&mut rows)?;
    }
    Ok(rows)
}
