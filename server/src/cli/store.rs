//! Opening stores, and who changed them.

use std::ffi::OsString;
use std::fmt;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use clap::Args;
use clap::builder::{OsStringValueParser, TypedValueParser};
use hexward_engine::codes::CodeHistory;
use hexward_engine::layer::Threads;
use hexward_engine::model::{AreaCode, Note, Revision};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::{GeoPackage, Store};
use hexward_engine::{Engine, code_history};

use super::database;
use super::failure::Failure;
use crate::background::Follower;
use crate::config::{StoreKind, Zone};

/// How often a file that others may write to is looked at.
const FILE_PAUSE: Duration = Duration::from_millis(500);

/// Who makes a change and why.
#[derive(Args)]
pub(super) struct Authorship {
    /// Post or account that makes the change, never a person's name
    #[arg(long, default_value = "cli")]
    author: String,
    /// Why the change is made
    #[arg(long, default_value = "")]
    reason: String,
}

impl Authorship {
    /// The note of a change that is made now.
    pub(super) fn note(&self) -> Note {
        Note {
            author: self.author.clone(),
            reason: self.reason.clone(),
            at: now(),
            ..Note::default()
        }
    }
}

/// This moment, to the second, in the zone in which the server counts days unless it is told otherwise.
pub(super) fn now() -> String {
    Zone::default().now()
}

/// Where a store is.
#[derive(Clone)]
pub(super) enum Location {
    /// A GeoPackage file.
    File(PathBuf),
    /// A database, as the URL that was given, which may hold a password.
    Database(String),
}

impl From<OsString> for Location {
    fn from(argument: OsString) -> Self {
        match argument.into_string() {
            Ok(text) if database::is_meant_by(&text) => Self::Database(text),
            Ok(text) => Self::File(text.into()),
            Err(path) => Self::File(path.into()),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Database(url) => f.write_str(&database::shown(url)),
        }
    }
}

impl Location {
    /// What kind of store is there.
    pub(super) fn kind(&self) -> StoreKind {
        match self {
            Self::File(_) => StoreKind::GeoPackage,
            Self::Database(_) => StoreKind::PostGis,
        }
    }

    /// A folder beside a file, for what belongs to it but is no part of it.
    pub(super) fn beside(&self, what: &str) -> Option<PathBuf> {
        match self {
            Self::File(path) => {
                let mut name = path.file_name()?.to_owned();
                name.push(format!("-{what}"));
                Some(path.with_file_name(name))
            }
            Self::Database(_) => None,
        }
    }

    /// Whether there is a store.
    pub(super) fn is_there(&self) -> Result<bool, Failure> {
        match self {
            Self::File(path) => Ok(path.exists()),
            Self::Database(url) => database::is_there(url),
        }
    }

    /// The store for reading.
    pub(super) fn open_read_only(&self) -> Result<Box<dyn Store>, Failure> {
        match self {
            Self::File(path) => Ok(Box::new(GeoPackage::open_read_only(path)?)),
            Self::Database(url) => database::open_read_only(url),
        }
    }

    /// What tells of the commits of other processes: for a database, and for a file that others may write to.
    pub(super) fn follower(&self, read_only: bool) -> Result<Option<Follower>, Failure> {
        match self {
            Self::File(_) if read_only => Ok(Some(Box::new(|_| {
                thread::sleep(FILE_PAUSE);
                Ok(())
            }))),
            Self::File(_) => Ok(None),
            Self::Database(url) => database::follower(url).map(Some),
        }
    }

    fn create_or_open(&self) -> Result<Box<dyn Store>, Failure> {
        match self {
            Self::File(path) => Ok(Box::new(GeoPackage::create_or_open(path)?)),
            Self::Database(url) => database::create_or_open(url),
        }
    }
}

/// As many threads as this process may run at once.
pub(super) fn all_threads() -> Threads {
    Threads::new(thread::available_parallelism().map_or(1, NonZero::get))
}

/// Reads a store.
pub(super) fn read(location: &Location) -> Result<Snapshot, Failure> {
    snapshot_of(location.open_read_only()?.as_mut())
}

/// The newest snapshot of an open store.
pub(super) fn snapshot_of(store: &mut dyn Store) -> Result<Snapshot, Failure> {
    Ok(Snapshot::build(store.load()?).on_threads(all_threads()))
}

/// Opens a store that is there to try changes on: none can be made durable.
pub(super) fn open_to_read(location: &Location) -> Result<Engine, Failure> {
    Ok(Engine::open_on(location.open_read_only()?, all_threads())?)
}

/// Opens a store for writing, and makes it when there is none.
pub(super) fn create_or_open(location: &Location) -> Result<Engine, Failure> {
    Ok(Engine::open_on(location.create_or_open()?, all_threads())?)
}

/// Opens a store for writing, without an engine around it, and makes it when there is none.
pub(super) fn create_or_open_store(location: &Location) -> Result<Box<dyn Store>, Failure> {
    location.create_or_open()
}

/// Which codes grids ever had, from the whole log.
pub(super) fn all_codes(store: &mut dyn Store) -> Result<CodeHistory, Failure> {
    let newest = store.log_before(Revision(u64::MAX >> 1), 1)?;
    let head = newest.first().map_or(Revision(0), |entry| entry.revision);
    Ok(code_history(store, head)?)
}

/// Refuses a location where there is no store.
pub(super) fn assert_there(location: &Location) -> Result<(), Failure> {
    if location.is_there()? {
        return Ok(());
    }
    Err(Failure::Environment(format!(
        "{location}: there is no store"
    )))
}

/// Opens a store that is there for writing.
pub(super) fn open(location: &Location) -> Result<Engine, Failure> {
    assert_there(location)?;
    create_or_open(location)
}

/// Opens a store that is there, to be served.
pub(super) fn open_to_serve(location: &Location, read_only: bool) -> Result<Engine, Failure> {
    assert_there(location)?;
    let store = if read_only {
        location.open_read_only()?
    } else {
        location.create_or_open()?
    };
    Ok(Engine::open_on(store, all_threads())?)
}

/// Deletes a store that nobody has open; the file that locks it stays. A database is not ours to delete in.
pub(super) fn remove(location: &Location) -> Result<(), Failure> {
    let Location::File(path) = location else {
        return Err(Failure::Conflict(format!(
            "{location}: drop the schema hexward in this database first"
        )));
    };
    for suffix in ["", "-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(suffix);
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Failure::at(Path::new(&file), &error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// How a location is read from an argument. Nothing is refused here: the refusal would show the password of a URL.
pub(super) fn location() -> impl TypedValueParser<Value = Location> {
    OsStringValueParser::new().map(Location::from)
}

/// A code given as an argument.
pub(super) fn area_code(text: &str) -> Result<AreaCode, String> {
    AreaCode::new(text).map_err(|error| error.to_string())
}

/// The store that a command works on.
#[derive(Args)]
pub(super) struct StorePath {
    /// The store: a GeoPackage file, or a database postgres://role@host/database
    #[arg(long, value_name = "STORE", value_parser = location())]
    pub(super) store: Location,
}
