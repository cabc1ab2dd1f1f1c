//! `hexward demo`: a place to try it on, loaded and served.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use hexward_engine::Engine;
use hexward_engine::model::Note;

use super::console::{Console, progress};
use super::failure::Failure;
use super::listen::{self, Listen};
use super::store;
use crate::demo::{is_soho, soho};

#[derive(Args)]
pub(super) struct Arguments {
    /// Which place: soho
    #[arg(long, default_value = "soho")]
    city: String,
    /// The store, made when it is not there
    #[arg(long, value_name = "FILE", default_value = ".demo/soho.gpkg")]
    store: PathBuf,
    #[command(flatten)]
    listen: Listen,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    if arguments.city != "soho" {
        return Err(Failure::Usage(format!(
            "there is no demo `{}`; there is: soho",
            arguments.city
        )));
    }
    if let Some(folder) = arguments
        .store
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder).map_err(|error| Failure::at(folder, &error))?;
    }
    let engine = store::create_or_open(&arguments.store)?;
    load(&engine, arguments)?;
    listen::run(engine, &arguments.listen, console)
}

/// Makes an empty store the demo; leaves one that is it as it is.
fn load(engine: &Engine, arguments: &Arguments) -> Result<(), Failure> {
    let snapshot = engine.snapshot();
    if is_soho(&snapshot) {
        return Ok(());
    }
    if snapshot.place.is_some() || snapshot.bounds().is_some() {
        let path = arguments.store.display();
        let advice = "serve it with `hexward serve`, name another file, or delete this one";
        return Err(Failure::Conflict(format!(
            "{path} holds other data than this version's demo: {advice}"
        )));
    }
    progress("loading soho 1854");
    let note = Note {
        author: "demo".to_owned(),
        reason: "load the demo".to_owned(),
        at: store::now(),
    };
    engine.commit(&soho(note)?)?;
    Ok(())
}
