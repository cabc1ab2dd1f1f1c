//! Reading and changing one table.
//!
//! A commit asks for the rows that it replaces or removes, compares them, takes them away and puts the new ones there by
//! `COPY`, replaced ones under the `fid` that they had. The number of requests does not grow with the number of rows.

use std::collections::BTreeMap;
use std::io::Write;
use std::iter;

use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use postgres::{CopyInWriter, Transaction};

use super::failure::Failure;
use super::row::{Row, Slots, read_row};
use crate::model::{Change, Record};
use crate::store::keyed::{PORTION_ROWS as WATCHED_ROWS, conflict, go_on, in_key_order, sort};
use crate::watch::Watch;

/// A change and the key of its row.
type Keyed<'a, T> = (<T as Record>::Key, &'a Change<T>);

/// How many rows are asked for at once.
const PORTION_ROWS: usize = 20_000;
/// About how many bytes are sent at once.
const PORTION_BYTES: usize = 1 << 16;

/// Rows that are read before what they have is brought together in memory.
const TOGETHER: usize = 1024;

/// All rows of a table, sorted by key, each key once. O(rows log rows).
pub(super) fn read_table<T: Row>(reading: &mut Transaction<'_>) -> Result<Vec<T>, Failure> {
    let parameters = iter::empty::<&(dyn ToSql + Sync)>();
    let mut stored = reading.query_raw(T::SQL.all, parameters)?;
    let mut rows: Vec<T> = Vec::new();
    let mut is_sorted = true;
    while let Some(row) = stored.next()? {
        let (_, record) = read_row::<T>(&row)?;
        is_sorted &= rows.last().is_none_or(|last| last.compare(&record).is_lt());
        rows.push(record);
        if rows.len().is_multiple_of(TOGETHER) {
            let start = rows.len() - TOGETHER;
            T::pack(&mut rows[start..]);
        }
    }
    let packed = rows.len() / TOGETHER * TOGETHER;
    T::pack(&mut rows[packed..]);
    rows.shrink_to_fit();
    if !is_sorted {
        sort(&mut rows)?;
    }
    Ok(rows)
}

/// Applies the changes of a table; the first row in the order of the keys that does not fit is named.
pub(super) fn apply_changes<T: Row>(
    writing: &mut Transaction<'_>,
    changes: &[Change<T>],
    watch: &Watch,
) -> Result<(), Failure> {
    if changes.is_empty() {
        return Ok(());
    }
    let sorted = in_key_order(changes)?;
    let sorted = sorted.into_iter().map(|change| (change.key(), change));
    let (there, new): (Vec<Keyed<'_, T>>, Vec<Keyed<'_, T>>) =
        sorted.partition(|(_, change)| change.before().is_some());
    go_on(watch, 0)?;
    let fids = match compare(writing, &there)? {
        Compared::Fit(fids) => fids,
        Compared::Conflict(key) => {
            let smaller = new.partition_point(|(other, _)| *other < key);
            let taken = first_taken(writing, &new[..smaller])?;
            return Err(conflict::<T>(taken.as_ref().unwrap_or(&key)).into());
        }
    };
    if !fids.is_empty() {
        writing.execute(T::SQL.remove, &[&fids])?;
    }
    let replaced = there.iter().zip(fids);
    let replaced = replaced.filter_map(|((_, change), fid)| Some((fid, change.after()?)));
    put_back(writing, replaced, watch)?;
    add(writing, &new, watch)
}

/// How stored rows compare with what changes say of them.
enum Compared<K> {
    /// As they say; the `fid` of each.
    Fit(Vec<i64>),
    /// Not so at this key, the smallest.
    Conflict(K),
}

fn compare<T: Row>(
    writing: &mut Transaction<'_>,
    changes: &[Keyed<'_, T>],
) -> Result<Compared<T::Key>, Failure> {
    let mut fids = Vec::with_capacity(changes.len());
    for portion in changes.chunks(PORTION_ROWS) {
        let stored = find(writing, portion)?;
        for (key, change) in portion {
            match stored.get(key) {
                Some((fid, row)) if Some(row) == change.before() => fids.push(*fid),
                _ => return Ok(Compared::Conflict(key.clone())),
            }
        }
    }
    Ok(Compared::Fit(fids))
}

type Stored<T> = BTreeMap<<T as Record>::Key, (i64, T)>;

fn find<T: Row>(
    writing: &mut Transaction<'_>,
    changes: &[Keyed<'_, T>],
) -> Result<Stored<T>, Failure> {
    let keys: Vec<&T::Key> = changes.iter().map(|(key, _)| key).collect();
    let mut rows = writing.query_raw(T::SQL.find, T::key_columns(&keys))?;
    let mut stored = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (fid, record) = read_row::<T>(&row)?;
        stored.insert(record.key(), (fid, record));
    }
    Ok(stored)
}

/// The smallest key of new rows that is there already.
fn first_taken<T: Row>(
    writing: &mut Transaction<'_>,
    new: &[Keyed<'_, T>],
) -> Result<Option<T::Key>, Failure> {
    for portion in new.chunks(PORTION_ROWS) {
        if let Some((key, _)) = find(writing, portion)?.pop_first() {
            return Ok(Some(key));
        }
    }
    Ok(None)
}

/// Adds new rows. When a key is taken, the table is as it was, so that it can be asked which.
fn add<T: Row>(
    writing: &mut Transaction<'_>,
    new: &[Keyed<'_, T>],
    watch: &Watch,
) -> Result<(), Failure> {
    if new.is_empty() {
        return Ok(());
    }
    let mut attempt = writing.transaction()?;
    let rows = new.iter().filter_map(|(_, change)| change.after());
    let failure = match copy(&mut attempt, T::SQL.add, rows.map(|row| (None, row)), watch) {
        Ok(()) => return Ok(attempt.commit()?),
        Err(failure) => failure,
    };
    drop(attempt);
    if failure.is_lost() || watch.is_stopped() {
        return Err(failure);
    }
    match first_taken(writing, new)? {
        Some(key) => Err(conflict::<T>(&key).into()),
        None => Err(failure),
    }
}

/// Adds rows under the `fid` that they had.
fn put_back<'a, T: Row + 'a>(
    writing: &mut Transaction<'_>,
    rows: impl Iterator<Item = (i64, &'a T)>,
    watch: &Watch,
) -> Result<(), Failure> {
    let mut rows = rows.map(|(fid, row)| (Some(fid), row)).peekable();
    match rows.peek() {
        None => Ok(()),
        Some(_) => copy(writing, T::SQL.put_back, rows, watch),
    }
}

fn copy<'a, T: Row + 'a>(
    writing: &mut Transaction<'_>,
    statement: &str,
    rows: impl Iterator<Item = (Option<i64>, &'a T)>,
    watch: &Watch,
) -> Result<(), Failure> {
    let mut writer = writing.copy_in(statement)?;
    match send(&mut writer, rows, watch) {
        Ok(()) => {
            writer.finish()?;
            Ok(())
        }
        // dropped without being finished, the server forgets what it was sent
        Err(failure) if watch.is_stopped() => Err(failure),
        // the server stopped reading: finishing tells why
        Err(failure) => Err(writer.finish().map_or_else(Failure::from, |_| failure)),
    }
}

fn send<'a, T: Row + 'a>(
    writer: &mut CopyInWriter<'_>,
    rows: impl Iterator<Item = (Option<i64>, &'a T)>,
    watch: &Watch,
) -> Result<(), Failure> {
    let mut sent = 0;
    let mut slots = Slots::new();
    for (fid, row) in rows {
        slots.begin();
        if let Some(fid) = fid {
            slots.put_i64(fid);
        }
        row.put(&mut slots);
        slots.end();
        sent += 1;
        if sent % WATCHED_ROWS == 0 {
            go_on(watch, WATCHED_ROWS)?;
        }
        if slots.len() >= PORTION_BYTES {
            writer.write_all(&slots.take())?;
        }
    }
    slots.finish();
    writer.write_all(&slots.take())?;
    go_on(watch, sent % WATCHED_ROWS)?;
    Ok(())
}
