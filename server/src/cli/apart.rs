//! `hexward apart`, which the program itself calls: reads one foreign file, locked in.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;

#[derive(Args)]
pub(super) struct Arguments {
    /// The folder with the request and the file
    room: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    crate::apart::work(&arguments.room).map_err(Failure::Environment)
}
