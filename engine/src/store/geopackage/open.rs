//! Finding out what a path is, making a store there, and opening it.
//!
//! Only SQLite ever opens the file: a descriptor of our own would, when it is closed, drop the locks that SQLite holds on
//! the file in this process (POSIX.1 says so of fcntl locks).

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, TransactionBehavior};

use super::failure::Failure;
use super::{functions, log, sql};
use crate::store::StoreError;

/// `GPKG` in ASCII.
const APPLICATION_ID: i64 = 0x4750_4B47;
/// GeoPackage 1.3.0.
pub(super) const USER_VERSION: i64 = 10_300;
/// The newest format that this version reads, and the one it writes.
const FORMAT: u32 = 5;
/// Before this one the log was another table.
const NEW_LOG: u32 = 3;

/// How many times the lock of a store is asked for, and how long to wait in between: together a quarter of a second.
const LOCK_TRIES: usize = 25;
const LOCK_PAUSE: Duration = Duration::from_millis(10);

/// How long to wait while another program holds the file.
const BUSY_TIMEOUT_MS: i64 = 5_000;
/// Cached pages of a writer, in KiB.
pub(super) const WRITER_CACHE_KIB: i64 = 65_536;
/// What remains of the write-ahead log of a large commit.
const WAL_LIMIT_BYTES: i64 = 64 << 20;

/// A connection is used by one thread at a time, as `rusqlite` sees to, so SQLite need not lock at every call.
const ONE_THREAD: OpenFlags = OpenFlags::SQLITE_OPEN_NO_MUTEX;

/// Where a store is or will be.
#[derive(Debug)]
pub(super) struct Place {
    /// As it was given, for messages.
    given: PathBuf,
    /// Absolute and without links, so that one file has one lock.
    resolved: PathBuf,
    exists: bool,
}

impl Place {
    /// Looks at a path without opening it.
    pub(super) fn at(path: &Path) -> Result<Self, StoreError> {
        let failed = |error| StoreError::File {
            path: path.display().to_string(),
            error,
        };
        let foreign = |reason: &str| foreign(path, reason);
        if path.as_os_str().is_empty() {
            return Err(foreign("the path is empty"));
        }
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => Err(foreign("it is a directory")),
            Ok(found) if !found.is_file() => Err(foreign("it is not a regular file")),
            Ok(_) => {
                let resolved = fs::canonicalize(path).map_err(failed)?;
                Ok(Self {
                    given: path.to_owned(),
                    resolved,
                    exists: true,
                })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let name = path
                    .file_name()
                    .ok_or_else(|| foreign("it does not name a file"))?;
                let folder = path
                    .parent()
                    .filter(|folder| !folder.as_os_str().is_empty());
                let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).map_err(failed)?;
                Ok(Self {
                    given: path.to_owned(),
                    resolved: folder.join(name),
                    exists: false,
                })
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// Makes the names certain of the store and of the log that SQLite has made beside it by now. SQLite syncs the folder
    /// too, but goes on when that fails, and after a power cut an older log may be back beside a newer file.
    pub(super) fn sync_folder(&self) -> Result<(), StoreError> {
        let folder = self.resolved.parent().unwrap_or(Path::new("/"));
        match File::open(folder).and_then(|folder| folder.sync_all()) {
            Ok(()) => Ok(()),
            // a file system that has no such thing
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
            Err(error) => Err(StoreError::File {
                path: folder.display().to_string(),
                error,
            }),
        }
    }

    fn is_empty(&self) -> bool {
        fs::metadata(&self.resolved).is_ok_and(|file| file.len() == 0)
    }

    /// Locks the store for one writer, until the file is dropped. A program that this one is just starting has its files for a
    /// moment, and with them a lock that was given back already, so it is asked for again.
    fn lock(&self) -> Result<File, StoreError> {
        let mut path = self.resolved.clone().into_os_string();
        path.push(".lock");
        let failed = |error| StoreError::File {
            path: Path::new(&path).display().to_string(),
            error,
        };
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        for _ in 0..LOCK_TRIES {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
        Err(StoreError::Locked {
            path: self.given.display().to_string(),
        })
    }
}

/// Opens the store for reading.
pub(super) fn open_reader(place: &Place) -> Result<Connection, StoreError> {
    if !place.exists {
        let error = io::Error::from(io::ErrorKind::NotFound);
        return Err(StoreError::File {
            path: place.given.display().to_string(),
            error,
        });
    }
    match read(place, false) {
        // a writer died, and only a writer can roll its journal back
        Err(error) if needs_a_writer(&error) && roll_back(place).is_ok() => read(place, false),
        read => read,
    }
}

/// Whether a file cannot be read before a writer has put it right.
fn needs_a_writer(error: &StoreError) -> bool {
    matches!(error, StoreError::Sqlite { error, .. }
        if error.sqlite_error_code() == Some(ErrorCode::ReadOnly))
}

/// Rolls back what a writer that died left half done, as SQLite does for any writer that reads the file.
fn roll_back(place: &Place) -> Result<(), StoreError> {
    let _lock = place.lock()?;
    let open = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | ONE_THREAD;
        let connection = Connection::open_with_flags(&place.resolved, flags)?;
        connection.pragma_query_value(None, "application_id", |row| row.get::<_, i64>(0))
    };
    open().map_or_else(
        |error| Err(Failure::Sqlite(error).at(&place.given)),
        |_id| Ok(()),
    )
}

fn read(place: &Place, damaged: bool) -> Result<Connection, StoreError> {
    let open = || {
        let connection = Connection::open_with_flags(
            &place.resolved,
            OpenFlags::SQLITE_OPEN_READ_ONLY | ONE_THREAD,
        )?;
        if damaged {
            connection.pragma_update(None, "writable_schema", true)?;
        }
        wait_when_busy(&connection, BUSY_TIMEOUT_MS)?;
        let found = match inspect(&connection, &place.given) {
            // its tables cannot be listed: those that can be found may still be read
            Err(Failure::Sqlite(_)) if damaged => Found::Store(FORMAT),
            other => other?,
        };
        match found {
            Found::Store(format) => {
                for (_, view) in steps_from(format, sql::VIEWS) {
                    connection.execute_batch(view)?;
                }
                Ok(connection)
            }
            Found::Nothing if place.is_empty() => {
                Err(foreign(&place.given, "it is an empty file").into())
            }
            // SQLite takes a file of one byte for an empty one
            Found::Nothing => Err(foreign(&place.given, "it is not a GeoPackage").into()),
        }
    };
    open().map_err(|failure: Failure| failure.at(&place.given))
}

/// Opens a store for reading that may be damaged: pages that are missing or wrong are met when they are read.
pub(super) fn open_damaged(place: &Place) -> Result<Connection, StoreError> {
    match open_reader(place) {
        // SQLite opens a file that is shorter than it should be only for somebody who says to know that
        Err(StoreError::Sqlite { .. }) => read(place, true),
        other => other,
    }
}

/// Opens the store for writing, and makes it when there is none.
pub(super) fn open_writer(place: &Place) -> Result<(Connection, File), StoreError> {
    if place.exists {
        refuse_foreign(place)?;
    }
    let lock = place.lock()?;
    let open = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut connection = Connection::open_with_flags(&place.resolved, flags | ONE_THREAD)?;
        if connection.is_readonly("main")? {
            let error = io::Error::from(io::ErrorKind::PermissionDenied);
            return Err(StoreError::File {
                path: place.given.display().to_string(),
                error,
            }
            .into());
        }
        wait_when_busy(&connection, BUSY_TIMEOUT_MS)?;
        match inspect(&connection, &place.given)? {
            Found::Nothing => create(&mut connection)?,
            Found::Store(FORMAT) => {}
            Found::Store(older) => migrate(&mut connection, older)?,
        }
        configure(&connection)?;
        place.sync_folder()?;
        Ok(connection)
    };
    let connection = open().map_err(|failure: Failure| failure.at(&place.given))?;
    Ok((connection, lock))
}

/// Refuses a file that is not ours before anything is written in it or beside it.
fn refuse_foreign(place: &Place) -> Result<(), StoreError> {
    match read(place, false) {
        Ok(_) => Ok(()),
        // an empty file is what a writer leaves that dies before its first transaction
        Err(StoreError::Foreign { .. }) if place.is_empty() => Ok(()),
        Err(error) if needs_a_writer(&error) => Ok(()),
        Err(error) => Err(error),
    }
}

/// What a file that SQLite can open holds.
enum Found {
    Nothing,
    /// A store of this format.
    Store(u32),
}

fn inspect(connection: &Connection, path: &Path) -> Result<Found, Failure> {
    let number =
        |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let pages = number("page_count").map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => Failure::Store(foreign(path, "it is not a GeoPackage")),
        _ => Failure::Sqlite(error),
    })?;
    if pages == 0 {
        return Ok(Found::Nothing);
    }
    if number("application_id")? != APPLICATION_ID {
        return Err(foreign(path, "it is an SQLite database, but not a GeoPackage").into());
    }
    if !connection.query_row(sql::HAS_TABLE, ["hexward_meta"], |row| {
        row.get::<_, bool>(0)
    })? {
        return Err(foreign(path, "it is a GeoPackage, but not a store of hexward").into());
    }
    let format: Option<String> = connection
        .query_row(sql::FORMAT, [], |row| row.get(0))
        .optional()?;
    match format.as_deref().unwrap_or_default().parse::<u32>() {
        Ok(format) if (1..=FORMAT).contains(&format) => Ok(Found::Store(format)),
        Ok(format) if format > FORMAT => {
            let reason = format!(
                "a newer version made it: its format is {format}, this version reads up to {FORMAT}"
            );
            Err(foreign(path, &reason).into())
        }
        _ => Err(foreign(path, "its format is not stated").into()),
    }
}

fn foreign(path: &Path, reason: &str) -> StoreError {
    StoreError::Foreign {
        path: path.display().to_string(),
        reason: reason.to_owned(),
    }
}

/// Makes the tables in one transaction: a writer that dies leaves an empty file or a whole store.
fn create(connection: &mut Connection) -> rusqlite::Result<()> {
    let making = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    making.pragma_update(None, "application_id", APPLICATION_ID)?;
    making.pragma_update(None, "user_version", USER_VERSION)?;
    making.execute_batch(sql::SCHEMA)?;
    making.commit()
}

/// Brings a store of an earlier format to this one, all of it or nothing.
fn migrate(connection: &mut Connection, format: u32) -> rusqlite::Result<()> {
    let moving = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    for (from, step) in steps_from(format, sql::STEPS) {
        moving.execute_batch(step)?;
        if from + 1 == NEW_LOG {
            log::move_old(&moving)?;
        }
    }
    moving.commit()
}

/// What leads from a format to this one, each with the format that it starts from.
fn steps_from<const N: usize>(
    format: u32,
    steps: [&'static str; N],
) -> impl Iterator<Item = (u32, &'static str)> {
    let all = (1_u32..).zip(steps);
    all.filter(move |(from, _)| *from >= format)
}

/// Durability and limits, which SQLite keeps per connection.
fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    cache(connection, WRITER_CACHE_KIB)?;
    connection.pragma_update_and_check(None, "journal_size_limit", WAL_LIMIT_BYTES, |_| Ok(()))?;
    connection.set_prepared_statement_cache_capacity(64);
    functions::register(connection)?;
    assert_wal(connection)
}

/// How many pages are held in memory, in KiB, which SQLite writes as a negative number.
pub(super) fn cache(connection: &Connection, kib: i64) -> rusqlite::Result<()> {
    connection.pragma_update(None, "cache_size", -kib)
}

/// As a pragma: rusqlite's own call needs a function that SQLite has from 3.44 on, and Debian 12 has 3.40.
fn wait_when_busy(connection: &Connection, milliseconds: i64) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "busy_timeout", milliseconds, |_| Ok(()))
}

/// Switches to the write-ahead log, which another program may have left; while that one is busy, the journal that it chose
/// is as durable, but readers have to wait for writers.
pub(super) fn assert_wal(connection: &Connection) -> rusqlite::Result<()> {
    switch_journal(connection, "WAL")
}

/// Switches to another way of keeping what a commit may have to take back; not while another program is busy with the file.
pub(super) fn switch_journal(connection: &Connection, mode: &str) -> rusqlite::Result<()> {
    wait_when_busy(connection, 0)?;
    let switched = connection.pragma_update_and_check(None, "journal_mode", mode, |_| Ok(()));
    wait_when_busy(connection, BUSY_TIMEOUT_MS)?;
    match switched {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => Ok(()),
        other => other,
    }
}
