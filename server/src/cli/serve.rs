//! `hexward serve`: a store over HTTP.

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::listen::{self, Listen};
use super::store::{self, StorePath};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StorePath,
    #[command(flatten)]
    listen: Listen,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let location = &arguments.store.store;
    let engine = store::open_to_serve(location, arguments.listen.read_only)?;
    listen::run(engine, location, &arguments.listen, console)
}
