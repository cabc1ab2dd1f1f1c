//! `hexward migrate`: a store of an earlier version becomes one of this version.

use clap::Args;
use hexward_engine::store::fingerprint;

use super::backup::report;
use super::console::Console;
use super::failure::Failure;
use super::store::{self, StorePath};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StorePath,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// Opens a store for writing, which brings it to the newest format in one transaction, and says what it holds.
pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let location = &arguments.store.store;
    store::assert_there(location)?;
    let mut store = store::create_or_open_store(location)?;
    let found = fingerprint(store.as_mut())?;
    report(location.to_string(), found, arguments.json, console)
}
