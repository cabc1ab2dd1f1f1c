//! Layers written to where they are wanted.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use hexward_engine::Watch;
use hexward_engine::codes::CodeHistory;
use hexward_engine::io::{self as files, Encoding, EncodingWriter, Outward, Row, Validity};
use hexward_engine::model::Grid;
use hexward_engine::snapshot::Snapshot;
use hexward_engine::within::Within;

use super::{Export, ExportError, Format, Layer};
use crate::apart::{self, Output, Target};

/// Writes rows of a snapshot in one of our own formats. `codes` say from when until when grids are in force.
///
/// # Errors
/// [`ExportError`].
pub(crate) fn write(
    export: &Export,
    snapshot: &Snapshot,
    codes: &CodeHistory,
    out: impl Write + Send,
) -> Result<(), ExportError> {
    export.check()?;
    if export.encoding == Encoding::Utf8 {
        return write_rows(export, snapshot, codes, out);
    }
    let out = EncodingWriter::gb18030(out, export.encoding);
    let out =
        out.ok_or_else(|| ExportError::Form("files are written in utf-8 or gb18030".to_owned()))?;
    write_rows(export, snapshot, codes, out)
}

fn write_rows(
    export: &Export,
    snapshot: &Snapshot,
    codes: &CodeHistory,
    out: impl Write + Send,
) -> Result<(), ExportError> {
    let outward = Outward::to(export.crs)?;
    let rows = Within::new(snapshot, export.area.as_ref());
    let rows = rows.ok_or_else(|| export.area.clone().map_or_else(no_area, ExportError::Area))?;
    let sink = Sink {
        out,
        format: export.format,
        outward: &outward,
    };
    match export.layer {
        Layer::Grids => {
            let valid = |grid: &'_ Grid| validity(codes, snapshot, grid);
            let grids = rows.grids().into_iter().map(|grid| (grid, valid(grid)));
            sink.take(files::grids_layer(grids))
        }
        Layer::Cells => sink.take(files::cells_layer(rows.cells(), export.h3)),
        Layer::Addresses => sink.take(files::addresses_layer(rows.addresses())),
        Layer::Checkpoints => sink.take(files::checkpoints_layer(rows.checkpoints())),
        Layer::Barriers => sink.take(files::barriers_layer(rows.barriers())),
        Layer::Units => sink.take(files::units_layer(rows.units())),
        Layer::Counts if export.format == Format::Geojson => {
            let (addresses, counts) = (rows.addresses(), rows.counts());
            Ok(files::write_address_counts_geojson(
                sink.out, addresses, counts,
            )?)
        }
        Layer::Counts => sink.take(files::counts_layer(rows.counts())),
    }
}

fn no_area() -> ExportError {
    ExportError::Form("there are no grids".to_owned())
}

fn validity(codes: &CodeHistory, snapshot: &Snapshot, grid: &Grid) -> Validity {
    let life = codes.life_in(&grid.code, snapshot.revision);
    Validity {
        from: life.and_then(|life| life.from.day),
        to: life.and_then(|life| life.until?.day),
    }
}

/// Where a layer goes, and how.
struct Sink<'a, W> {
    out: W,
    format: Format,
    outward: &'a Outward,
}

impl<W: Write + Send> Sink<'_, W> {
    fn take<'r>(
        self,
        layer: files::Layer<impl Iterator<Item = Row<'r>>>,
    ) -> Result<(), ExportError> {
        let Self {
            out,
            format,
            outward,
        } = self;
        match format {
            Format::Csv => files::write_layer_csv(out, layer, outward)?,
            Format::Parquet => files::write_layer_parquet(out, layer, outward)?,
            _ => files::write_layer_geojson(out, layer, outward)?,
        }
        Ok(())
    }
}

/// Writes rows of a snapshot to a file in a format that GDAL writes: in a process of its own, from a file of our own in the
/// same folder, which goes again.
///
/// # Errors
/// [`ExportError`].
pub(crate) fn write_foreign(
    export: &Export,
    snapshot: &Snapshot,
    codes: &CodeHistory,
    path: &Path,
    watch: &Watch,
) -> Result<(), ExportError> {
    export.check()?;
    let (target, code) = match (export.format, export.crs.epsg_code()) {
        (Format::Gpkg, Some(code)) => (Target::GeoPackage, code),
        (Format::Shp, Some(code)) => (Target::Shapefile, code),
        (Format::Fgb, Some(code)) => (Target::FlatGeobuf, code),
        _ => return Err(ExportError::Form("GDAL writes no such file".to_owned())),
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let plain = tempfile::Builder::new()
        .prefix(".hexward-export-")
        .suffix(".geojson")
        .tempfile_in(folder.unwrap_or(Path::new(".")))?;
    let ours = Export {
        format: Format::Geojson,
        crs: files::Crs::CRS84,
        encoding: Encoding::Utf8,
        ..export.clone()
    };
    write(
        &ours,
        snapshot,
        codes,
        BufWriter::new(File::create(plain.path())?),
    )?;
    let output = Output {
        target,
        layer: export.layer.name(),
        crs: code,
        encoding: export.encoding.name(),
    };
    Ok(apart::write(plain.path(), &output, path, watch)?)
}
