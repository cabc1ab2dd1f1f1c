//! `hexward export`: a layer of a store into a file.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use clap::Args;
use hexward_engine::Watch;
use hexward_engine::codes::CodeHistory;
use hexward_engine::io::{Crs, Encoding, H3Resolution};
use hexward_engine::model::AreaCode;

use super::console::Console;
use super::failure::Failure;
use super::store::{all_codes, area_code};
use super::viewpoint::StoreView;
use crate::exporting::{self, Export, ExportError, Format, Layer};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StoreView,
    /// What to export
    layer: Layer,
    /// As what; counts have no place, so they go into CSV, Parquet or, in sums at addresses, GeoJSON
    #[arg(long)]
    format: Format,
    /// Only what belongs to this grid: it and the grids below, addresses that count in it, what lies there
    #[arg(long, value_name = "CODE", value_parser = area_code)]
    area: Option<AreaCode>,
    /// The coordinate reference system of the file: EPSG:N, CRS84, GCJ-02 or BD-09
    #[arg(long, default_value = "CRS84", value_parser = crs)]
    crs: Crs,
    /// The encoding of CSV files and Shapefiles: utf-8 or gb18030
    #[arg(long, default_value = "utf-8", value_parser = encoding)]
    encoding: Encoding,
    /// Give cells the index of H3 at this resolution, 0 to 15, as a column to join by
    #[arg(long, value_name = "RESOLUTION", value_parser = h3)]
    h3: Option<H3Resolution>,
    /// The file, replaced as a whole; standard output when it is not given
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn crs(text: &str) -> Result<Crs, String> {
    Crs::parse(text).map_err(|error| error.to_string())
}

fn encoding(text: &str) -> Result<Encoding, String> {
    Encoding::parse(text).map_err(|error| error.to_string())
}

fn h3(text: &str) -> Result<H3Resolution, String> {
    let resolution = text.parse().ok().and_then(H3Resolution::new);
    resolution.ok_or_else(|| "resolutions of H3 are 0 to 15".to_owned())
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let export = Export {
        layer: arguments.layer,
        format: arguments.format,
        area: arguments.area.clone(),
        crs: arguments.crs,
        encoding: arguments.encoding,
        h3: arguments.h3,
    };
    export.check().map_err(failure)?;
    let snapshot = arguments.store.read()?;
    let codes = match export.layer {
        Layer::Grids => {
            let mut store = arguments.store.store.store.open_read_only()?;
            all_codes(store.as_mut())?
        }
        _ => CodeHistory::default(),
    };
    match &arguments.output {
        None if export.format.is_foreign() => Err(Failure::Usage(
            "this format needs a file: name it with -o".to_owned(),
        )),
        None => exporting::write(&export, &snapshot, &codes, console.out()).map_err(failure),
        Some(path) if export.format.is_foreign() => {
            let watch = Watch::default();
            exporting::write_foreign(&export, &snapshot, &codes, path, &watch).map_err(failure)
        }
        Some(path) => replace_with(path, |out| {
            exporting::write(&export, &snapshot, &codes, out).map_err(failure)
        }),
    }
}

fn failure(error: ExportError) -> Failure {
    match error {
        ExportError::File(error) if error.kind() != io::ErrorKind::InvalidData => error.into(),
        error if error.is_users() => Failure::Usage(error.to_string()),
        error => Failure::Environment(error.to_string()),
    }
}

/// Writes a file beside the wanted one and moves it there when it is whole.
pub(super) fn replace(
    path: &Path,
    content: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(), Failure> {
    replace_with(path, |out| {
        content(out).map_err(|error| Failure::at(path, &error))
    })
}

fn replace_with(
    path: &Path,
    content: impl FnOnce(&mut BufWriter<File>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::at(path, &error);
    let mut name = path
        .file_name()
        .ok_or_else(|| Failure::Usage("the path names no file".to_owned()))?
        .to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let write = || {
        let mut out = BufWriter::new(File::create(&part).map_err(failed)?);
        content(&mut out)?;
        let file = out
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(failed)?;
        fs::rename(&part, path).map_err(failed)
    };
    write().inspect_err(|_| {
        // the file may not even have been made
        let _ = fs::remove_file(&part);
    })
}
