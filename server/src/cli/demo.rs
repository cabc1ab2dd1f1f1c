//! `hexward demo`: a place to try it on, loaded and served.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use hexward_engine::Engine;
use hexward_engine::model::Note;

use super::console::{Console, progress};
use super::demo_city;
use super::failure::Failure;
use super::listen::{self, Listen};
use super::store::{self, Location, location};
use crate::demo::{DEMOS, Demo, Found, soho};

#[derive(Args)]
pub(super) struct Arguments {
    /// Which place: soho (London 1854), or a synthetic city: xihu, zhuzhou, wuxi
    #[arg(long, default_value = "soho")]
    city: String,
    /// The store, made when it is not there; .demo/CITY.gpkg when it is not given
    #[arg(long, value_name = "STORE", value_parser = location())]
    store: Option<Location>,
    #[command(flatten)]
    listen: Listen,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let unknown = || {
        let names = DEMOS.join(", ");
        Failure::Usage(format!(
            "there is no demo `{}`; there are: {names}",
            arguments.city
        ))
    };
    let demo = Demo::named(&arguments.city).ok_or_else(unknown)?;
    let default = || Location::File(Path::new(".demo").join(format!("{}.gpkg", demo.id())));
    let location = arguments.store.clone().unwrap_or_else(default);
    if let Some(folder) = working_path(&demo, &location)
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder).map_err(|error| Failure::at(folder, &error))?;
    }
    let engine = open(&demo, &location)?;
    listen::run(engine, &location, &arguments.listen, console)
}

/// Beside what the files of a demo are made while it is loaded: the store, or where a file would be its store.
fn working_path(demo: &Demo, location: &Location) -> PathBuf {
    match location {
        Location::File(path) => path.clone(),
        Location::Database(_) => Path::new(".demo").join(demo.id()),
    }
}

/// Opens the demo; an empty store becomes it, and one that holds a half or an untouched older one is made anew.
fn open(demo: &Demo, location: &Location) -> Result<Engine, Failure> {
    let engine = store::create_or_open(location)?;
    let stale = match demo.found_in(&engine.snapshot()) {
        Found::Whole => return Ok(engine),
        Found::Nothing => return load(demo, engine, location),
        Found::Unfinished => "loading it was broken off",
        Found::Older => "its data is of another version",
        Found::Other => {
            return Err(Failure::Conflict(format!(
                "{location} holds other data than the demo {} of this version, or the demo with changes: serve it with \
                 `hexward serve --store {location}`, name another store with --store, or delete it",
                demo.id()
            )));
        }
    };
    progress(format_args!("{location}: {stale}, so it is made anew"));
    drop(engine);
    store::remove(location)?;
    load(demo, store::create_or_open(location)?, location)
}

/// Makes an empty store the demo.
fn load(demo: &Demo, engine: Engine, location: &Location) -> Result<Engine, Failure> {
    match demo {
        Demo::Soho => {
            progress("loading soho 1854");
            engine.commit(&soho(note())?)?;
        }
        Demo::City(size) => {
            demo_city::load(demo, size, &engine, &working_path(demo, location))?;
        }
    }
    Ok(engine)
}

/// Who loads demos, and when: now.
pub(super) fn note() -> Note {
    Note {
        author: "demo".to_owned(),
        reason: "load the demo".to_owned(),
        at: store::now(),
        ..Note::default()
    }
}
