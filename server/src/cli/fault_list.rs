//! `hexward faults`: what keeps the tiers from dividing the ground.

use std::path::PathBuf;

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::faults;
use super::viewpoint::StoreView;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StoreView,
    /// Print lines of JSON
    #[arg(long)]
    json: bool,
    /// Write the faults as GeoJSON, to look at them
    #[arg(short = 'o', long, value_name = "FILE")]
    faults: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let found = faults::of_snapshot(&*arguments.store.read()?);
    faults::list(&found, arguments.json, arguments.faults.as_deref(), console)?;
    match found.len() {
        0 => Ok(()),
        _ => Err(Failure::Findings(faults::count(&found))),
    }
}
