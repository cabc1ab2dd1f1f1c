//! Opening stores, and who changed them.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use clap::Args;
use hexward_engine::Engine;
use hexward_engine::layer::Threads;
use hexward_engine::model::{AreaCode, Note};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::{GeoPackage, Store};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::failure::Failure;

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
        }
    }
}

/// This moment, to the second, in UTC.
pub(super) fn now() -> String {
    let now = OffsetDateTime::now_utc();
    let second = now.replace_nanosecond(0).unwrap_or(now);
    second.format(&Rfc3339).expect("the year has four digits")
}

/// As many threads as this process may run at once.
fn all_threads() -> Threads {
    Threads::new(thread::available_parallelism().map_or(1, NonZero::get))
}

/// Reads a store.
pub(super) fn read(path: &Path) -> Result<Snapshot, Failure> {
    let snapshot = Snapshot::build(GeoPackage::open_read_only(path)?.load()?);
    Ok(snapshot.on_threads(all_threads()))
}

/// Opens a store for writing, and makes it when there is none.
pub(super) fn create_or_open(path: &Path) -> Result<Engine, Failure> {
    let store = GeoPackage::create_or_open(path)?;
    Ok(Engine::open_on(Box::new(store), all_threads())?)
}

/// Opens a store that is there for writing.
pub(super) fn open(path: &Path) -> Result<Engine, Failure> {
    if path.exists() {
        return create_or_open(path);
    }
    Err(Failure::Environment(format!(
        "{}: there is no store",
        path.display()
    )))
}

/// Deletes a store that nobody has open; the file that locks it stays.
pub(super) fn remove(path: &Path) -> Result<(), Failure> {
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

/// A code given as an argument.
pub(super) fn area_code(text: &str) -> Result<AreaCode, String> {
    AreaCode::new(text).map_err(|error| error.to_string())
}

/// The store that a command works on.
#[derive(Args)]
pub(super) struct StorePath {
    /// The store: a GeoPackage file
    #[arg(long, value_name = "FILE")]
    pub(super) store: PathBuf,
}
