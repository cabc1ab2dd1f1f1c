//! What parent and child say to each other.

use hexward_engine::io::{ForeignLayer, ForeignTarget, Format};
use serde::{Deserialize, Serialize};

/// The name of the file with the request, in the room.
pub(super) const REQUEST: &str = "request.json";
/// The name of the file to read, in the room.
pub(super) const INPUT: &str = "input";
/// The name of what was made of it.
pub(super) const OUTPUT: &str = "output";

/// What the child is to do with the file in its room.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    /// The name of the file, as its sender calls it.
    pub(super) name: String,
    /// The layer to read, where it has several.
    pub(super) layer: Option<String>,
    /// The encoding of its texts.
    pub(super) encoding: Option<String>,
    /// What to do.
    pub(super) task: Task,
}

/// What to do with a file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Task {
    /// Try what is forbidden.
    Probe,
    /// List its layers.
    Inspect,
    /// Write one layer as text.
    Convert,
    /// Write it, a GeoJSON file, in another format.
    Write {
        /// The format.
        target: Target,
        /// The EPSG code of the coordinates.
        crs: u32,
        /// The name of the layer.
        layer: String,
    },
}

/// The formats that are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// One GeoPackage.
    GeoPackage,
    /// A zip with `.shp`, `.shx`, `.dbf`, `.prj`, `.cpg` and `fields.csv`, which says what became of the names of fields.
    Shapefile,
    /// One FlatGeobuf file.
    FlatGeobuf,
}

impl From<Target> for ForeignTarget {
    fn from(target: Target) -> Self {
        match target {
            Target::GeoPackage => Self::GeoPackage,
            Target::Shapefile => Self::Shapefile,
            Target::FlatGeobuf => Self::FlatGeobuf,
        }
    }
}

/// What the child answers, on standard output.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Report {
    /// How far it is locked in.
    pub(super) confinement: Confinement,
    /// What came out.
    pub(super) answer: Answer,
}

/// What came out.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    /// What was tried and succeeded, although it is forbidden.
    Probed(Vec<String>),
    /// The layers of the file, and its format in words.
    Listed(String, Vec<LayerListing>),
    /// A layer as text.
    Converted {
        /// The file in the room.
        file: String,
        /// Whether it is GeoJSON; otherwise it is CSV.
        is_geojson: bool,
        /// The number of the layer in the list.
        chosen: usize,
        /// All layers.
        layers: Vec<LayerListing>,
    },
    /// It is written, as the output.
    Written,
    /// The file has several layers, or none of the name that was asked for.
    Choose(Vec<String>),
    /// The file is not taken: the reason.
    Refused(String),
}

impl Answer {
    /// The form of a text.
    pub(super) fn format(is_geojson: bool) -> Format {
        if is_geojson {
            Format::GeoJson
        } else {
            Format::Csv
        }
    }
}

/// A layer of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerListing {
    /// Its name.
    pub name: String,
    /// The type of its geometries in the words of GeoJSON, `Any` where they differ; `None` for a plain table.
    pub geometry: Option<String>,
    /// How many features it has, where that is known without reading them.
    pub features: Option<u64>,
    /// The names of its fields.
    pub fields: Vec<String>,
    /// The code of its coordinate reference system, where the file names one that is registered.
    pub crs: Option<String>,
    /// What the file calls its coordinate reference system.
    pub crs_name: Option<String>,
}

impl From<ForeignLayer> for LayerListing {
    fn from(layer: ForeignLayer) -> Self {
        Self {
            name: layer.name,
            geometry: layer.geometry,
            features: layer.features,
            fields: layer.fields,
            crs: layer.crs,
            crs_name: layer.crs_name,
        }
    }
}

/// How far the child is locked in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// Whether memory, time and files are limited.
    pub limits: bool,
    /// Whether it reaches the files of its room and of the system's libraries only.
    pub files: bool,
    /// Whether it can neither connect nor start programs.
    pub calls: bool,
}

impl Confinement {
    /// What this system does not keep the child from; `None` where nothing is missing.
    pub fn gaps(&self) -> Option<String> {
        let parts = [
            (self.limits, "limits of memory, time and size"),
            (self.files, "landlock, which keeps it to its own files"),
            (
                self.calls,
                "seccomp, which keeps it from connecting and starting programs",
            ),
        ];
        let missing: Vec<&str> = parts
            .into_iter()
            .filter_map(|(there, what)| (!there).then_some(what))
            .collect();
        (!missing.is_empty()).then(|| missing.join("; "))
    }
}
