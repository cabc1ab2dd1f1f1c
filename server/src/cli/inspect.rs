//! `hexward inspect`: what a file seems to be, before it is imported. Nothing is chosen or written.

use std::path::PathBuf;

use clap::Args;
use hexward_engine::io::{Survey, survey};
use hexward_engine::model::AreaCode;
use hexward_engine::{Viewpoint, ground};

use super::console::Console;
use super::failure::Failure;
use super::import::opened;
use super::import_saying::{meaning, written};
use super::store::{Location, location};
use super::viewpoint::Reader;
use crate::importing::{Kind, SurveyForm, score_lines};

#[derive(Args)]
pub(super) struct Arguments {
    /// The file: CSV or GeoJSON, or of another program, as `hexward import` takes it
    file: PathBuf,
    /// What the file holds [default: addresses for CSV, grids for GeoJSON]
    #[arg(long)]
    kind: Option<Kind>,
    /// The store that its points are held against: a GeoPackage file, or a database postgres://role@host/database
    #[arg(long, value_name = "STORE", value_parser = location())]
    store: Option<Location>,
    /// The stored area that all points of the file lie in
    #[arg(long, value_name = "CODE", value_parser = AreaCode::new, requires = "store")]
    parent: Option<AreaCode>,
    /// The characters of the file: utf-8, gb18030, utf-16le or utf-16be [default: utf-8]; a byte order mark wins
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// The layer or sheet to look at, of a file that has several
    #[arg(long, value_name = "NAME")]
    layer: Option<String>,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let ground = match &arguments.store {
        None => None,
        Some(location) => {
            let snapshot = Reader::open(location)?.view(&Viewpoint::Newest)?;
            let ground = ground(&snapshot, arguments.parent.as_ref());
            ground.map_err(|error| Failure::Findings(error.to_string()))?
        }
    };
    let (layer, encoding) = (arguments.layer.as_deref(), arguments.encoding.as_deref());
    let readable = opened(&arguments.file, layer, encoding)?;
    let source = &readable.source;
    let kind = arguments.kind.map(Into::into);
    let found = survey(source, kind, ground.as_ref())?;
    if arguments.json {
        return console.json(&SurveyForm::of(source.name(), &found));
    }
    columns(source.name(), &found, console)?;
    coordinates(&found, console)
}

fn columns(file: &str, found: &Survey, console: &mut Console) -> Result<(), Failure> {
    console.line(format_args!(
        "{file}: {} rows, {}, read as {}",
        found.rows, found.encoding, found.kind
    ))?;
    for column in &found.columns {
        let means = match (column.field, column.is_personal) {
            (Some(field), _) => field,
            (None, true) => "about persons, a file with it is refused",
            (None, false) => "not read",
        };
        console.line(format_args!("  {:<20} {means}", column.name))?;
    }
    if !found.missing.is_empty() {
        let missing = found.missing.join(", ");
        console.line(format_args!("no column seems to be {missing}"))?;
    }
    let mapping = found.mapping();
    if !mapping.is_empty() {
        console.line(format_args!("if that is meant: --map {mapping}"))?;
    }
    Ok(())
}

fn coordinates(found: &Survey, console: &mut Console) -> Result<(), Failure> {
    if found.scores.is_empty() {
        return console.line("it has no coordinates that can be read");
    }
    console.line(format_args!("{}{}:", meaning(found), written(found)))?;
    for line in score_lines(found) {
        console.line(format_args!("  {line}"))?;
    }
    Ok(())
}
