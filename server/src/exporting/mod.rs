//! Layers as files: what the command line and the server have in common.

mod written;

use clap::ValueEnum;
use hexward_engine::io::{Crs, CrsError, Encoding, EncodingError, H3Resolution, Shapes};
use hexward_engine::model::AreaCode;
use serde::Deserialize;

use crate::apart::ApartError;
pub(crate) use written::{write, write_foreign};

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Layer {
    Grids,
    Cells,
    Addresses,
    Checkpoints,
    Barriers,
    Units,
    Counts,
}

impl Layer {
    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Grids => "grids",
            Self::Cells => "cells",
            Self::Addresses => "addresses",
            Self::Checkpoints => "checkpoints",
            Self::Barriers => "barriers",
            Self::Units => "units",
            Self::Counts => "counts",
        }
    }

    fn shapes(self) -> Shapes {
        match self {
            Self::Grids | Self::Cells | Self::Units => Shapes::Areas,
            Self::Addresses | Self::Checkpoints => Shapes::Points,
            Self::Barriers => Shapes::Lines,
            Self::Counts => Shapes::Nowhere,
        }
    }
}

/// As what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// RFC 7946, in another system with the member `crs`
    Geojson,
    /// Points in two columns, lines and areas as well-known text
    Csv,
    /// GeoPackage
    Gpkg,
    /// Shapefile, in a zip
    Shp,
    /// FlatGeobuf
    Fgb,
    /// GeoParquet 1.1; counts as plain Parquet
    Parquet,
}

impl Format {
    /// The ending of its files.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Geojson => "geojson",
            Self::Csv => "csv",
            Self::Gpkg => "gpkg",
            Self::Shp => "zip",
            Self::Fgb => "fgb",
            Self::Parquet => "parquet",
        }
    }

    /// Its media type.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Geojson => "application/geo+json",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Gpkg => "application/geopackage+sqlite3",
            Self::Shp => "application/zip",
            Self::Fgb => "application/flatgeobuf",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }

    /// Whether GDAL writes it, in a process of its own.
    pub(crate) fn is_foreign(self) -> bool {
        matches!(self, Self::Gpkg | Self::Shp | Self::Fgb)
    }
}

/// What is exported, and how.
#[derive(Debug, Clone)]
pub(crate) struct Export {
    pub(crate) layer: Layer,
    pub(crate) format: Format,
    /// The grid whose rows are wanted; all without one.
    pub(crate) area: Option<AreaCode>,
    pub(crate) crs: Crs,
    pub(crate) encoding: Encoding,
    /// At which resolution cells get an index of H3; at none without one.
    pub(crate) h3: Option<H3Resolution>,
}

/// Why something cannot be exported so.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExportError {
    /// The layer has no form in this format.
    #[error("{0}")]
    Form(String),
    /// There is no such area.
    #[error("there is no grid with the code {0}")]
    Area(AreaCode),
    /// The system of coordinates.
    #[error(transparent)]
    Crs(#[from] CrsError),
    /// The encoding.
    #[error(transparent)]
    Encoding(#[from] EncodingError),
    /// The process that writes foreign formats.
    #[error(transparent)]
    Apart(#[from] ApartError),
    /// The file.
    #[error(transparent)]
    File(#[from] std::io::Error),
}

impl ExportError {
    /// Whether what was asked for is at fault, and not the system.
    pub(crate) fn is_users(&self) -> bool {
        match self {
            Self::Form(_) | Self::Area(_) | Self::Crs(_) | Self::Encoding(_) => true,
            Self::Apart(error) => error.is_users(),
            Self::File(error) => error.kind() == std::io::ErrorKind::InvalidData,
        }
    }
}

impl Export {
    /// Refuses what has no form.
    ///
    /// # Errors
    /// [`ExportError::Form`].
    pub(crate) fn check(&self) -> Result<(), ExportError> {
        let Self {
            layer,
            format,
            crs,
            encoding,
            h3,
            area: _,
        } = self;
        let shapes = layer.shapes();
        let refused = |reason: &str| Err(ExportError::Form(reason.to_owned()));
        if h3.is_some() && *layer != Layer::Cells {
            return refused("only cells get an index of H3");
        }
        match format {
            Format::Gpkg | Format::Shp | Format::Fgb if shapes == Shapes::Nowhere => {
                return refused("counts have no place: use --format csv or parquet");
            }
            _ => {}
        }
        if crs.is_swapped() && *format != Format::Csv {
            return refused("only CSV has its two coordinates exchanged");
        }
        if format.is_foreign() && crs.epsg_code().is_none() {
            return refused(
                "GCJ-02 and BD-09 are in no registry: use --format geojson, csv or parquet",
            );
        }
        match (encoding, format) {
            (Encoding::Utf8, _) | (Encoding::Gb18030, Format::Csv | Format::Shp) => Ok(()),
            (Encoding::Gb18030, _) => refused("only CSV and Shapefiles are written in GB18030"),
            _ => refused("files are written in utf-8 or gb18030"),
        }
    }

    /// What the file is called when nobody names it.
    pub(crate) fn file_name(&self) -> String {
        let area = self.area.as_ref();
        let area = area.map_or(String::new(), |code| format!("-{code}"));
        format!("{}{area}.{}", self.layer.name(), self.format.ending())
    }
}
