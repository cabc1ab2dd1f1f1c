//! `hexward backup` and `hexward restore`: a store in a file of its own, and back.

use std::path::{Path, PathBuf};

use clap::Args;
use hexward_engine::store::{Fingerprint, GeoPackage, replay_whole};
use serde::Serialize;

use super::console::{Console, progress};
use super::failure::Failure;
use super::store::{self, Location, StorePath};

#[derive(Args)]
pub(super) struct BackupArguments {
    #[command(flatten)]
    store: StorePath,
    /// The GeoPackage file to write, which must not be there yet
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct RestoreArguments {
    /// What `hexward backup` wrote
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    store: StorePath,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// What a copy holds: the same as what was copied.
#[derive(Serialize)]
struct Report {
    path: String,
    revision: u64,
    content_hash: String,
    log_hash: String,
}

/// Writes a store into a file, while others write to the store.
pub(super) fn back_up(arguments: &BackupArguments, console: &mut Console) -> Result<(), Failure> {
    let target = &arguments.output;
    assert_absent(target)?;
    let mut steps = Steps::new("copied");
    let found = match &arguments.store.store {
        Location::File(path) => GeoPackage::open_read_only(path)?
            .back_up(target, &mut |done, all| steps.reach(done, all)),
        database @ Location::Database(_) => {
            let mut store = database.open_read_only()?;
            GeoPackage::replay_to_new(store.as_mut(), target, &mut |done, all| {
                steps.reach(done, all);
            })
        }
    }?;
    report(target.display().to_string(), found, arguments.json, console)
}

/// Makes a store again from such a file.
pub(super) fn restore(arguments: &RestoreArguments, console: &mut Console) -> Result<(), Failure> {
    let location = &arguments.store.store;
    if let Location::File(path) = location {
        assert_absent(path)?;
    }
    let mut backup = GeoPackage::open_read_only(&arguments.file)?;
    let mut steps = Steps::new("restored");
    let found = match location {
        Location::File(path) => backup.back_up(path, &mut |done, all| steps.reach(done, all)),
        Location::Database(_) => {
            let mut store = store::create_or_open_store(location)?;
            replay_whole(&mut backup, store.as_mut(), &mut |done, all| {
                steps.reach(done, all);
            })
        }
    }?;
    report(location.to_string(), found, arguments.json, console)
}

fn assert_absent(path: &Path) -> Result<(), Failure> {
    if path.exists() {
        let text = format!("{}: there is a file of this name already", path.display());
        return Err(Failure::Conflict(text));
    }
    Ok(())
}

/// Says what a store holds.
pub(super) fn report(
    path: String,
    found: Fingerprint,
    json: bool,
    console: &mut Console,
) -> Result<(), Failure> {
    let report = Report {
        path,
        revision: found.revision.0,
        content_hash: found.content_hash,
        log_hash: found.log_hash,
    };
    if json {
        return console.json(&report);
    }
    console.line(format_args!("store        {}", report.path))?;
    console.line(format_args!("revision     {}", report.revision))?;
    console.line(format_args!("content hash {}", report.content_hash))?;
    console.line(format_args!("log hash     {}", report.log_hash))
}

/// Tells who watches how far it is, every tenth.
struct Steps {
    verb: &'static str,
    tenths: u64,
}

impl Steps {
    fn new(verb: &'static str) -> Self {
        Self { verb, tenths: 0 }
    }

    fn reach(&mut self, done: u64, all: u64) {
        let tenths = done * 10 / all.max(1);
        if tenths > self.tenths {
            self.tenths = tenths;
            progress(format_args!("{} {}0 %", self.verb, tenths));
        }
    }
}
