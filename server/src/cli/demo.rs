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
use super::store;
use crate::demo::{DEMOS, Demo, Found, soho};

#[derive(Args)]
pub(super) struct Arguments {
    /// Which place: soho (London 1854), or a synthetic city: xihu, zhuzhou, wuxi
    #[arg(long, default_value = "soho")]
    city: String,
    /// The store, made when it is not there; .demo/CITY.gpkg when it is not given
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
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
    let default = || Path::new(".demo").join(format!("{}.gpkg", demo.id()));
    let path = arguments.store.clone().unwrap_or_else(default);
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        fs::create_dir_all(folder).map_err(|error| Failure::at(folder, &error))?;
    }
    let engine = open(&demo, &path)?;
    listen::run(engine, &arguments.listen, console)
}

/// Opens the demo; an empty store becomes it, and one that holds a half or an untouched older one is made anew.
fn open(demo: &Demo, path: &Path) -> Result<Engine, Failure> {
    let engine = store::create_or_open(path)?;
    let stale = match demo.found_in(&engine.snapshot()) {
        Found::Whole => return Ok(engine),
        Found::Nothing => return load(demo, engine, path),
        Found::Unfinished => "loading it was broken off",
        Found::Older => "its data is of another version",
        Found::Other => {
            return Err(Failure::Conflict(format!(
                "{} holds other data than the demo {} of this version, or the demo with changes: serve it with \
                 `hexward serve --store {0}`, name another file with --store, or delete it",
                path.display(),
                demo.id()
            )));
        }
    };
    progress(format_args!(
        "{}: {stale}, so it is made anew",
        path.display()
    ));
    drop(engine);
    store::remove(path)?;
    load(demo, store::create_or_open(path)?, path)
}

/// Makes an empty store the demo.
fn load(demo: &Demo, engine: Engine, path: &Path) -> Result<Engine, Failure> {
    match demo {
        Demo::Soho => {
            progress("loading soho 1854");
            engine.commit(&soho(note())?)?;
        }
        Demo::City(size) => demo_city::load(demo, size, &engine, path)?,
    }
    Ok(engine)
}

/// Who loads demos, and when: now.
pub(super) fn note() -> Note {
    Note {
        author: "demo".to_owned(),
        reason: "load the demo".to_owned(),
        at: store::now(),
    }
}
