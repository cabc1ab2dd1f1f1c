//! `hexward tiles`: all tiles of a style into one file.

use std::io::Write;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use hexward_engine::archive::{
    ArchiveError, ArchiveKind, Archived, Order, TileFormat, write_archive,
};
use hexward_engine::geom::Bounds;
use serde_json::json;

use super::console::Console;
use super::drawing::{Drawing, bounds, fitted, named};
use super::failure::Failure;
use super::store::all_threads;
use super::tile_progress::TileProgress;
use super::viewpoint::StoreView;

/// As what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Pictures as PNG
    Png,
    /// The same pictures as lossless WebP
    Webp,
    /// Vector tiles
    Mvt,
}

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StoreView,
    /// The style
    #[arg(long, value_name = "NAME")]
    style: String,
    /// The zooms, the first and the last or one
    #[arg(long, value_name = "FIRST-LAST", value_parser = zooms)]
    zooms: RangeInclusive<u8>,
    /// As what
    #[arg(long, default_value = "png")]
    format: Format,
    /// Only tiles that meet a box, in degrees
    #[arg(
        long,
        value_name = "WEST,SOUTH,EAST,NORTH",
        value_parser = bounds,
        allow_hyphen_values = true
    )]
    bbox: Option<Bounds>,
    #[command(flatten)]
    drawing: Drawing,
    /// Say what was written as JSON
    #[arg(long)]
    json: bool,
    /// The file, replaced as a whole: .pmtiles or .mbtiles. What an export that broke off has drawn stays beside it, with
    /// .part behind its name, and the same command goes on there
    #[arg(short, value_name = "FILE")]
    output: PathBuf,
}

fn zooms(text: &str) -> Result<RangeInclusive<u8>, String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let zoom = |text: &str| {
        let zoom = text.parse::<u8>();
        zoom.map_err(|error| format!("zoom `{text}`: {error}"))
    };
    let (first, last) = (zoom(first)?, zoom(last)?);
    if first > last {
        return Err("the first zoom is beyond the last".to_owned());
    }
    Ok(first..=last)
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let kind = ArchiveKind::of(&arguments.output)
        .ok_or_else(|| Failure::Usage("archives are .pmtiles or .mbtiles".to_owned()))?;
    let styles = arguments.drawing.styles()?;
    let style = named(&styles, &arguments.style)?;
    let (snapshot, state) = arguments.store.read_named()?;
    let view = arguments.drawing.view(&snapshot);
    let style = &fitted(style, &snapshot, &view);
    let order = Order {
        snapshot: &snapshot,
        state,
        style,
        view: &view,
        format: match arguments.format {
            Format::Png => TileFormat::Png,
            Format::Webp => TileFormat::Webp,
            Format::Mvt => TileFormat::Mvt,
        },
        zooms: arguments.zooms.clone(),
        within: arguments.bbox,
        threads: all_threads(),
    };
    let progress = TileProgress::begin(order.tiles().map_err(failure)?);
    let written = write_archive(&order, kind, &arguments.output, progress.watch());
    drop(progress);
    say(&written.map_err(failure)?, arguments, console)
}

fn say(written: &Archived, arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let Archived {
        tiles,
        contents,
        taken_over,
        bytes,
    } = *written;
    let file = arguments.output.display();
    if arguments.json {
        let said = json!({
            "file": file.to_string(),
            "tiles": tiles,
            "contents": contents,
            "taken_over": taken_over,
            "bytes": bytes,
        });
        return Ok(writeln!(console.out(), "{said}")?);
    }
    let out = console.out();
    write!(
        out,
        "{file}: {tiles} tiles, {contents} of them different, {bytes} bytes"
    )?;
    if taken_over > 0 {
        write!(out, "; {taken_over} were drawn before")?;
    }
    Ok(writeln!(out)?)
}

fn failure(error: ArchiveError) -> Failure {
    match error {
        ArchiveError::Render(error) => error.into(),
        ArchiveError::Plane | ArchiveError::Nothing | ArchiveError::TooMany { .. } => {
            Failure::Usage(error.to_string())
        }
        ArchiveError::Busy { .. } => Failure::Conflict(error.to_string()),
        _ => Failure::Environment(error.to_string()),
    }
}
