//! `hexward verify`: checks a certificate, with code that shares nothing with the one that wrote it.

use std::path::{Path, PathBuf};

use clap::Args;

use super::console::{Console, note};
use super::failure::Failure;
use crate::verify::{Fault, Proved, verify};

#[derive(Args)]
pub(super) struct Arguments {
    /// The certificate, of version 2; earlier ones are refused
    file: PathBuf,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    report(verify(&bytes_of(&arguments.file)?), console)
}

pub(super) fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::at(path, &error))
}

/// Says that a certificate holds, or lists its faults.
pub(super) fn report(
    answer: Result<Proved, Vec<Fault>>,
    console: &mut Console,
) -> Result<(), Failure> {
    match answer {
        Ok(proved) => console.line(format_args!(
            "the certificate holds: {} grids divide their ground without gap or overlap, {} of {} addresses count in exactly one",
            proved.grids, proved.located, proved.addresses
        )),
        Err(faults) => {
            for fault in &faults {
                note(fault);
            }
            Err(Failure::Findings(format!("the certificate does not hold: {} faults", faults.len())))
        }
    }
}
