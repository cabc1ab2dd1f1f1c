//! `hexward export`: a layer of a store into a file.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use hexward_engine::io as files;
use hexward_engine::model::Dataset;

use super::console::Console;
use super::failure::Failure;
use super::viewpoint::StoreView;

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Layer {
    Grids,
    Cells,
    Addresses,
    Checkpoints,
    Barriers,
    Units,
    Counts,
}

/// As what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Geojson,
    Csv,
}

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StoreView,
    /// What to export
    layer: Layer,
    /// As what; areas and lines are GeoJSON only
    #[arg(long)]
    format: Format,
    /// The file, replaced as a whole; standard output when it is not given
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let &Arguments { layer, format, .. } = arguments;
    let shapes = [Layer::Grids, Layer::Cells, Layer::Barriers, Layer::Units];
    if format == Format::Csv && shapes.contains(&layer) {
        return Err(Failure::Usage(
            "areas and lines have no CSV form: use --format geojson".to_owned(),
        ));
    }
    let rows = arguments.store.read()?.dataset();
    match &arguments.output {
        None => Ok(write(console.out(), &rows, layer, format)?),
        Some(path) => replace(path, |out| write(out, &rows, layer, format)),
    }
}

fn write(out: &mut impl Write, rows: &Dataset, layer: Layer, format: Format) -> io::Result<()> {
    match (layer, format) {
        (Layer::Addresses, Format::Csv) => files::write_addresses_csv(out, &rows.addresses),
        (Layer::Checkpoints, Format::Csv) => files::write_checkpoints_csv(out, &rows.checkpoints),
        (_, Format::Csv) => files::write_counts_csv(out, &rows.counts),
        (Layer::Grids, Format::Geojson) => files::write_grids_geojson(out, &rows.grids),
        (Layer::Cells, Format::Geojson) => files::write_cells_geojson(out, &rows.cells),
        (Layer::Addresses, Format::Geojson) => files::write_addresses_geojson(out, &rows.addresses),
        (Layer::Checkpoints, Format::Geojson) => {
            files::write_checkpoints_geojson(out, &rows.checkpoints)
        }
        (Layer::Barriers, Format::Geojson) => files::write_barriers_geojson(out, &rows.barriers),
        (Layer::Units, Format::Geojson) => files::write_units_geojson(out, &rows.units),
        (Layer::Counts, Format::Geojson) => {
            files::write_address_counts_geojson(out, &rows.addresses, &rows.counts)
        }
    }
}

/// Writes a file beside the wanted one and moves it there when it is whole.
pub(super) fn replace(
    path: &Path,
    content: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(), Failure> {
    let failed = |error: &io::Error| Failure::at(path, error);
    let mut name = path
        .file_name()
        .ok_or_else(|| Failure::Usage("the path names no file".to_owned()))?
        .to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let write = || {
        let mut out = BufWriter::new(File::create(&part)?);
        content(&mut out)?;
        out.into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all()?;
        fs::rename(&part, path)
    };
    write().map_err(|error| {
        // the file may not even have been made
        let _ = fs::remove_file(&part);
        failed(&error)
    })
}
