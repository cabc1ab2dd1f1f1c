//! `hexward certify`: writes the certificate of a store.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

use clap::Args;
use hexward_engine::certify::write_certificate;

use super::console::Console;
use super::failure::Failure;
use super::faults;
use super::viewpoint::StoreView;
use crate::verify::verify;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StoreView,
    /// The certificate to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let snapshot = arguments.store.read()?;
    let found = faults::of_snapshot(&snapshot);
    if !found.is_empty() {
        faults::list(&found, false, None, console)?;
        let count = faults::count(&found);
        return Err(Failure::Findings(format!(
            "{count}: grids that do not divide the ground cannot be certified; hexward repair mends what it can"
        )));
    }
    let path = &arguments.output;
    let unfinished = path.with_added_extension("unfinished");
    let write = || {
        let file = File::create(&unfinished)?;
        let stated = write_certificate(&snapshot, BufWriter::new(&file))?;
        file.sync_all()?;
        std::fs::rename(&unfinished, path)?;
        Ok(stated)
    };
    let stated = write().map_err(|error| Failure::at(path, &error))?;
    console.line(format_args!(
        "{} grids, {} addresses, {} of them in a grid, {} households, {} residents",
        stated.grids, stated.addresses, stated.located, stated.households, stated.residents
    ))?;
    super::verify::report(verify(&super::verify::bytes_of(path)?), console)
}
