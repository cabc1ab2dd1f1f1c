//! Roles and duties into and out of files.

use std::io;
use std::path::PathBuf;

use clap::Args;
use hexward_engine::duties::Preset;
use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::io::{
    Crs, Import, Outward, Source, Statement, duties_layer, read_duties, read_roles, roles_layer,
    write_layer_csv, write_layer_geojson,
};
use serde_json::json;

use crate::cli::console::{Console, note, progress};
use crate::cli::export::replace;
use crate::cli::failure::Failure;
use crate::cli::store::{self, Authorship, StorePath};
use crate::cli::viewpoint::StoreView;

/// How many bad rows are listed.
const LISTED: usize = 100;

#[derive(Args)]
pub(super) struct ImportArguments {
    #[command(flatten)]
    store: StorePath,
    /// The file: CSV, or GeoJSON of duties
    file: PathBuf,
    /// The file holds roles, not duties
    #[arg(long)]
    roles: bool,
    /// The coordinate reference system of lines and regions
    #[arg(long, value_name = "CRS", default_value = "EPSG:4490", value_parser = crs)]
    crs: Crs,
    /// Check the file and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    authorship: Authorship,
}

fn crs(text: &str) -> Result<Crs, String> {
    Crs::parse(text).map_err(|error| error.to_string())
}

pub(super) fn import(arguments: &ImportArguments, console: &mut Console) -> Result<(), Failure> {
    let source = Source::path(&arguments.file);
    let statement = Statement::of(arguments.crs);
    let edit = if arguments.roles {
        let found = read_roles(&source, &statement.columns)?;
        Edit::SetRoles(good(found)?)
    } else {
        let found = read_duties(&source, &statement)?;
        Edit::SetDuties(good(found)?)
    };
    commit(
        &arguments.store,
        &arguments.authorship,
        edit,
        arguments.dry_run,
        arguments.json,
        console,
    )
}

/// The rows of a file without a bad one; else each bad one is named.
fn good<T>(found: Import<T>) -> Result<Vec<T>, Failure> {
    if found.rejected.is_empty() {
        return Ok(found.rows);
    }
    for rejected in found.rejected.iter().take(LISTED) {
        note(rejected);
    }
    let bad = found.rejected.len();
    Err(Failure::Findings(format!(
        "{bad} rows are bad, nothing was written"
    )))
}

fn commit(
    path: &StorePath,
    authorship: &Authorship,
    edit: Edit,
    is_trial: bool,
    as_json: bool,
    console: &mut Console,
) -> Result<(), Failure> {
    let changeset = Changeset {
        note: authorship.note(),
        edits: vec![edit],
    };
    let (rows, revision) = if is_trial {
        let snapshot = store::read(&path.store)?;
        let delta = hexward_engine::edit::apply(&snapshot, &changeset);
        let delta = delta.map_err(|error| Failure::Findings(error.to_string()))?;
        (delta.len() as u64, snapshot.revision)
    } else {
        let engine = store::open(&path.store)?;
        let done = engine.commit(&changeset)?;
        (done.changed_rows as u64, done.revision)
    };
    if as_json {
        return console.json(&json!({
            "changed_rows": rows, "revision": revision.0, "dry_run": is_trial,
        }));
    }
    let told = if is_trial { "would change" } else { "changed" };
    progress(format_args!("{rows} rows {told}, revision {revision}"));
    Ok(())
}

#[derive(Args)]
pub(super) struct ExportArguments {
    #[command(flatten)]
    store: StoreView,
    /// Roles instead of duties
    #[arg(long)]
    roles: bool,
    /// GeoJSON instead of CSV, of duties
    #[arg(long, conflicts_with = "roles")]
    geojson: bool,
    /// The file, replaced as a whole; standard output when it is not given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn export(arguments: &ExportArguments, console: &mut Console) -> Result<(), Failure> {
    let snapshot = arguments.store.read()?;
    let layer = &snapshot.duties;
    let write = |out: &mut dyn io::Write| {
        let outward = Outward::DEGREES;
        if arguments.roles {
            return write_layer_csv(out, roles_layer(layer.roles()), &outward);
        }
        let duties = duties_layer(layer.records());
        if arguments.geojson {
            write_layer_geojson(out, duties, &outward)
        } else {
            write_layer_csv(out, duties, &outward)
        }
    };
    match &arguments.output {
        Some(path) => replace(path, |out| write(out)),
        None => Ok(write(console.out())?),
    }
}

#[derive(Args)]
pub(super) struct PresetArguments {
    #[command(flatten)]
    store: StorePath,
    /// Whose roles
    #[arg(value_parser = preset_named)]
    preset: Preset,
    /// Check that they can be taken over and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    authorship: Authorship,
}

fn preset_named(name: &str) -> Result<Preset, String> {
    let names = || Preset::ALL.map(|preset| preset.name).join(", ");
    Preset::from_name(name).ok_or_else(|| format!("the presets are {}", names()))
}

pub(super) fn preset(arguments: &PresetArguments, console: &mut Console) -> Result<(), Failure> {
    let edit = Edit::SetRoles(arguments.preset.roles());
    commit(
        &arguments.store,
        &arguments.authorship,
        edit,
        arguments.dry_run,
        arguments.json,
        console,
    )
}
