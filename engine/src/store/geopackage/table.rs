//! Changing one table.

use rusqlite::{CachedStatement, Connection, ErrorCode, ffi};

use super::extent::Extent;
use super::failure::Failure;
use super::row::{Row, Slots, read_row};
use crate::model::Change;
use crate::store::keyed::{PORTION_ROWS, conflict, go_on, in_key_order};
use crate::watch::Watch;

/// Applies the changes of a table in the order of their keys, and keeps the contents of the GeoPackage true.
pub(super) fn apply_changes<T: Row>(
    connection: &Connection,
    changes: &[Change<T>],
    watch: &Watch,
) -> Result<(), Failure> {
    if changes.is_empty() {
        return Ok(());
    }
    let sorted = in_key_order(changes)?;
    let mut extent = Extent::before::<T>(connection)?;
    let mut table = Table::prepare::<T>(connection)?;
    for portion in sorted.chunks(PORTION_ROWS) {
        go_on(watch, portion.len())?;
        for run in portion.chunks(RUN) {
            table.apply_run(run)?;
            for change in run {
                extent.note(change);
            }
        }
    }
    extent.state::<T>(connection)
}

/// How many new rows one statement adds: to begin and end a statement costs half as much as to add a row.
const RUN: usize = 16;

/// The statements of one table, ready to run.
struct Table<'c> {
    insert: CachedStatement<'c>,
    insert_run: CachedStatement<'c>,
    find: CachedStatement<'c>,
    replace: CachedStatement<'c>,
    remove: CachedStatement<'c>,
}

impl<'c> Table<'c> {
    fn prepare<T: Row>(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            insert: connection.prepare_cached(T::SQL.insert)?,
            insert_run: connection.prepare_cached(&insert_run(T::SQL.insert))?,
            find: connection.prepare_cached(T::SQL.find)?,
            replace: connection.prepare_cached(T::SQL.replace)?,
            remove: connection.prepare_cached(T::SQL.remove)?,
        })
    }

    /// Applies some changes; where all are new rows, with one statement.
    fn apply_run<T: Row>(&mut self, run: &[&Change<T>]) -> Result<(), Failure> {
        let new = run.iter().filter(|change| change.before().is_none());
        let added: Vec<&T> = new.filter_map(|change| change.after()).collect();
        if added.len() == RUN && self.insert_run(&added)? {
            return Ok(());
        }
        run.iter().try_for_each(|change| self.apply(change))
    }

    /// Adds rows; false, and nothing is changed, when the key of one is taken.
    fn insert_run<T: Row>(&mut self, rows: &[&T]) -> Result<bool, Failure> {
        let mut slots = Slots::of(&mut self.insert_run);
        for row in rows {
            row.put(&mut slots)?;
        }
        match self.insert_run.raw_execute() {
            Ok(_) => Ok(true),
            Err(error) if is_taken(&error) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn apply<T: Row>(&mut self, change: &Change<T>) -> Result<(), Failure> {
        match (change.before(), change.after()) {
            (None, None) => Ok(()),
            (None, Some(after)) => self.insert(after),
            (Some(before), Some(after)) => {
                let fid = self.find(before)?;
                let mut slots = Slots::of(&mut self.replace);
                after.put(&mut slots)?;
                slots.put(fid)?;
                self.replace.raw_execute()?;
                Ok(())
            }
            (Some(before), None) => {
                let fid = self.find(before)?;
                self.remove.execute([fid])?;
                Ok(())
            }
        }
    }

    fn insert<T: Row>(&mut self, row: &T) -> Result<(), Failure> {
        row.put(&mut Slots::of(&mut self.insert))?;
        match self.insert.raw_execute() {
            Ok(_) => Ok(()),
            Err(error) if is_taken(&error) => Err(conflict::<T>(&row.key()).into()),
            Err(error) => Err(error.into()),
        }
    }

    /// The `fid` of a row, which must be as it is expected to be.
    fn find<T: Row>(&mut self, expected: &T) -> Result<i64, Failure> {
        let key = expected.key();
        T::put_key(&key, &mut Slots::of(&mut self.find))?;
        let mut rows = self.find.raw_query();
        match rows.next()? {
            None => Err(conflict::<T>(&key).into()),
            Some(row) => match read_row::<T>(row)? {
                (fid, stored) if stored == *expected => Ok(fid),
                _ => Err(conflict::<T>(&key).into()),
            },
        }
    }
}

/// The statement that adds a run of rows, from the one that adds one.
fn insert_run(insert: &str) -> String {
    let values = insert
        .split_once(" VALUES ")
        .map_or("", |(_, values)| values);
    let more = format!(", {values}").repeat(RUN - 1);
    format!("{insert}{more}")
}

/// Whether a row could not be added because its key is there.
fn is_taken(error: &rusqlite::Error) -> bool {
    let unique = [
        ffi::SQLITE_CONSTRAINT_UNIQUE,
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
        ffi::SQLITE_CONSTRAINT_CHECK,
    ];
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
        && error
            .sqlite_error()
            .is_some_and(|error| unique.contains(&error.extended_code))
}
