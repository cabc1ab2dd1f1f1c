//! What is wrong with a store, and what of it is intact.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use rusqlite::Connection;

use super::commit::{self, LOG};
use super::failure::Failure;
use super::packed::unpack;
use super::row::{Row, read_row};
use super::scan::{Gap, scan};
use super::{GeoPackage, log, open, sql};
use crate::model::{Dataset, Delta, LogEntry, Revision};
use crate::store::codec::decode_delta;
use crate::store::log::{LogHash, NO_HASH, chained};
use crate::store::replayed::{Replayed, differing, fill};
use crate::store::{StoreError, keyed};

/// How many faults SQLite lists at most.
const LISTED: usize = 20;

/// Rows that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The table.
    pub table: &'static str,
    /// Their row numbers; in the log, their revisions. Not all of them need have been rows.
    pub rows: (i64, i64),
    /// Why.
    pub reason: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (table, (first, last), reason) = (self.table, self.rows, &self.reason);
        if last == i64::MAX {
            write!(f, "{table} rows from {first} on cannot be read: {reason}")
        } else if first == last {
            write!(f, "{table} row {first} cannot be read: {reason}")
        } else {
            write!(f, "{table} rows {first} to {last} cannot be read: {reason}")
        }
    }
}

/// What was found in a store.
#[derive(Debug)]
pub struct Examination {
    /// What SQLite finds wrong with the file, at most twenty faults.
    pub integrity: Vec<String>,
    /// Rows that cannot be read, of all tables and of the log; a commit with another hash than its delta is one.
    pub unreadable: Vec<Unreadable>,
    /// Tables and keys whose rows are not those of the log, when the whole log is intact.
    pub differing: Vec<(&'static str, String)>,
    /// Up to which revision the log is intact.
    pub intact_log: Revision,
    /// Whether that is all of the log.
    pub has_whole_log: bool,
    /// The rows as far as they are known: those of the log when it is intact, else those of the tables, and of the log
    /// in tables with rows that cannot be read.
    pub rows: Dataset,
    /// How many rows of which table are those of a damaged log, so that they may be old or gone.
    pub from_log: Vec<(&'static str, usize)>,
}

impl Examination {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.integrity.is_empty() && self.unreadable.is_empty() && self.differing.is_empty()
    }
}

impl GeoPackage {
    /// Looks at every page, row and commit of a store, and changes nothing.
    ///
    /// Cost: O(bytes), and the memory of the rows, twice.
    ///
    /// # Errors
    /// [`StoreError`] when the file is no store any more that can be opened: its head or its list of tables is damaged.
    pub fn examine(path: impl AsRef<Path>) -> Result<Examination, StoreError> {
        let path = path.as_ref();
        let place = open::Place::at(path)?;
        let mut connection = open::open_damaged(&place)?;
        let examined = connection
            .transaction()
            .map_err(Failure::from)
            .map(|reading| examine(&reading));
        examined.map_err(|failure| failure.at(path))
    }
}

fn examine(reading: &Connection) -> Examination {
    let integrity = integrity(reading);
    let mut unreadable = Vec::new();
    let mut stored = read_tables(reading, &mut unreadable);
    let damaged: Vec<&str> = unreadable.iter().map(|gap| gap.table).collect();
    let mut told = Told::default();
    for fault in read_log(reading, &mut |found| told.add(found)) {
        told.has_faults = true;
        unreadable.push(fault);
    }
    unreadable.extend(told.misfit.take());
    let has_whole_log = !told.has_faults;
    let revision = told.newest;
    let log = told.rows.finish(revision);
    stored.revision = revision;
    let (rows, differing, from_log) = if has_whole_log {
        let differing = differing(&stored, &log);
        (log, differing, Vec::new())
    } else {
        let filled = fill(&mut stored, &log, &damaged);
        (stored, Vec::new(), filled.into_iter().collect())
    };
    Examination {
        integrity,
        unreadable,
        differing,
        intact_log: told.intact,
        has_whole_log,
        rows,
        from_log,
    }
}

/// What the readable part of the log says.
#[derive(Default)]
struct Told {
    rows: Replayed,
    /// The newest revision that could be read.
    newest: Revision,
    /// The newest before the first fault.
    intact: Revision,
    has_faults: bool,
    misfit: Option<Unreadable>,
}

impl Told {
    fn add(&mut self, found: Found) {
        let (revision, delta) = match found {
            Found::Intact(revision, delta) => (revision, delta),
            Found::Doubtful(revision, delta) => {
                self.has_faults = true;
                (revision, delta)
            }
            Found::Lost => {
                self.has_faults = true;
                return;
            }
        };
        self.newest = revision;
        if !self.has_faults {
            match self.rows.apply(&delta) {
                Ok(()) => {
                    self.intact = revision;
                    return;
                }
                Err(error) => {
                    self.has_faults = true;
                    let number = i64::try_from(revision.0).unwrap_or(i64::MAX);
                    self.misfit = Some(Unreadable {
                        table: LOG,
                        rows: (number, number),
                        reason: error.to_string(),
                    });
                }
            }
        }
        self.rows.overlay(&delta);
    }
}

fn integrity(reading: &Connection) -> Vec<String> {
    let ask = || -> rusqlite::Result<Vec<String>> {
        let mut statement = reading.prepare(&format!("PRAGMA integrity_check({LISTED})"))?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
        lines.collect()
    };
    match ask() {
        Ok(lines) if lines == ["ok"] => Vec::new(),
        Ok(lines) => lines,
        Err(error) => vec![error.to_string()],
    }
}

fn read_tables(reading: &Connection, unreadable: &mut Vec<Unreadable>) -> Dataset {
    Dataset {
        revision: Revision::default(),
        place: read_table(reading, unreadable),
        grids: read_table(reading, unreadable),
        crossing_layers: read_table(reading, unreadable),
        cells: read_table(reading, unreadable),
        addresses: read_table(reading, unreadable),
        checkpoints: read_table(reading, unreadable),
        barriers: read_table(reading, unreadable),
        counts: read_table(reading, unreadable),
        units: read_table(reading, unreadable),
        plans: read_table(reading, unreadable),
        plan_steps: read_table(reading, unreadable),
        roles: read_table(reading, unreadable),
        duties: read_table(reading, unreadable),
    }
}

fn read_table<T: Row>(reading: &Connection, unreadable: &mut Vec<Unreadable>) -> Vec<T> {
    let mut rows: Vec<T> = Vec::new();
    let gaps = scan(reading, T::TABLE, "fid", T::SQL.all, &mut |fid, row| {
        match read_row::<T>(row) {
            Ok((_, record)) => rows.push(record),
            Err(error) => unreadable.push(Unreadable {
                table: T::TABLE,
                rows: (fid, fid),
                reason: match error {
                    StoreError::Row { error, .. } => error.to_string(),
                    other => other.to_string(),
                },
            }),
        }
        Ok(())
    });
    unreadable.extend(gaps.into_iter().map(|gap| of_gap(T::TABLE, gap)));
    if let Err(error) = keyed::sort(&mut rows) {
        unreadable.push(Unreadable {
            table: T::TABLE,
            rows: (0, 0),
            reason: error.to_string(),
        });
        rows.dedup_by(|later, earlier| later.key() == earlier.key());
    }
    rows
}

fn of_gap(table: &'static str, gap: Gap) -> Unreadable {
    Unreadable {
        table,
        rows: (gap.first, gap.last),
        reason: gap.reason,
    }
}

/// A commit of a log that may be damaged.
pub(super) enum Found {
    /// As it was written.
    Intact(Revision, Delta),
    /// It can be read, but is not what was written, or does not follow the one before.
    Doubtful(Revision, Delta),
    /// It cannot be read.
    Lost,
}

/// Reads the log and shows each commit; returns what is wrong.
pub(super) fn read_log(reading: &Connection, visit: &mut dyn FnMut(Found)) -> Vec<Unreadable> {
    let mut faults = Vec::new();
    let mut chain = Chain::default();
    let mut fault = |number, reason| {
        faults.push(Unreadable {
            table: LOG,
            rows: (number, number),
            reason,
        });
    };
    let gaps = scan(
        reading,
        LOG,
        "revision",
        sql::WHOLE_LOG,
        &mut |number, row| {
            let stored = row.get_ref(11)?.as_blob().unwrap_or_default();
            // what cannot be unpacked is no delta either
            let bytes = &*unpack(stored).unwrap_or(Cow::Borrowed(stored));
            let doubt = match log::entry(row) {
                Ok(entry) => chain.follow(&entry, bytes).err(),
                Err(failure) => Some(failure.to_string()),
            };
            match (decode_delta(bytes), doubt) {
                (Ok(delta), None) => visit(Found::Intact(revision_of(number), delta)),
                (Ok(delta), Some(reason)) => {
                    visit(Found::Doubtful(revision_of(number), delta));
                    fault(number, reason);
                }
                (Err(error), doubt) => {
                    visit(Found::Lost);
                    fault(number, doubt.unwrap_or_else(|| error.to_string()));
                }
            }
            Ok(())
        },
    );
    if !gaps.is_empty() {
        visit(Found::Lost);
    }
    faults.extend(gaps.into_iter().map(|gap| of_gap(LOG, gap)));
    faults
}

fn revision_of(number: i64) -> Revision {
    commit::revision(number).unwrap_or_default()
}

/// The revision and the hash that the next commit must follow.
struct Chain {
    revision: Revision,
    hash: LogHash,
}

impl Default for Chain {
    fn default() -> Self {
        Self {
            revision: Revision::default(),
            hash: NO_HASH,
        }
    }
}

impl Chain {
    /// Takes the next entry and its rows; why it is not the one that was written.
    fn follow(&mut self, entry: &LogEntry, bytes: &[u8]) -> Result<(), String> {
        let next = Self {
            revision: entry.revision,
            hash: entry.hash,
        };
        let before = std::mem::replace(self, next);
        let expected = before.revision.next();
        if entry.revision != expected {
            return Err(format!("revision {expected} is missing before it"));
        }
        // an earlier format has no hashes
        if entry.hash != NO_HASH && chained(&before.hash, bytes) != entry.hash {
            return Err("the hash is not that of the log up to here".to_owned());
        }
        match decode_delta(bytes) {
            Ok(delta) if delta.note != entry.note => {
                Err("author, reason, time or request are not those of the commit".to_owned())
            }
            _ => Ok(()),
        }
    }
}
