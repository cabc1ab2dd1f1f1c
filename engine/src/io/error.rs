//! Why a whole file is refused.

use super::columns::MappingError;
use super::crs::CrsError;
use super::doubt::Doubt;
use super::encoding::Encoding;
use super::report::Rejected;

/// A file that was refused as a whole: nothing of it is used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{file}: {fault}")]
pub struct ImportError {
    /// The file, as the caller named it.
    pub file: String,
    /// What is wrong with it.
    pub fault: ImportFault,
}

impl ImportError {
    /// Whether the file or what was said about it is at fault, and not the system that it was read from.
    pub fn is_users(&self) -> bool {
        !matches!(self.fault, ImportFault::Unreadable(_))
    }
}

/// What is wrong with a whole file.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ImportFault {
    /// Nothing is there.
    #[error("there is no such file")]
    Missing,
    /// It is a directory.
    #[error("it is a directory, not a file")]
    Directory,
    /// It is a device, a pipe or a socket.
    #[error("it is not a regular file")]
    NotRegular,
    /// It is larger than what is read; known before the first byte is read.
    #[error("it has {bytes} bytes, more than the {limit} bytes that are read; split it")]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The largest size that is read.
        limit: u64,
    },
    /// It has no byte, or spaces only.
    #[error("it is empty")]
    Empty,
    /// A byte sequence is not UTF-8.
    #[error("it is not UTF-8 at byte {offset} (line {line}){}save it as UTF-8", or_else(*.reads_as))]
    NotUtf8 {
        /// The first byte that is wrong, from 0.
        offset: u64,
        /// Its line, from 1.
        line: u64,
        /// Another encoding that all its bytes can be read in.
        reads_as: Option<Encoding>,
    },
    /// A byte sequence is not of the encoding that was stated.
    #[error("it is not {encoding} at byte {offset} (line {line}); state the right --encoding")]
    NotEncoded {
        /// The encoding.
        encoding: Encoding,
        /// The first byte that is wrong, from 0.
        offset: u64,
        /// Its line, from 1.
        line: u64,
    },
    /// Whoever waits has asked to break off.
    #[error("reading was broken off")]
    Stopped,
    /// The system failed while reading.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// The first line is not a header.
    #[error("line 1 looks like a row, not like a header: it has no column `{column}`, but numbers")]
    NoHeader {
        /// The first column that was looked for.
        column: String,
    },
    /// A column (or property) that every row needs is not there.
    #[error("column `{column}` is missing; there are {}{}", listed(.present), meant(.near.as_ref(), .column))]
    MissingColumn {
        /// The column.
        column: String,
        /// The columns that are there.
        present: Vec<String>,
        /// The one of these that may be meant.
        near: Option<String>,
    },
    /// Two columns have one name.
    #[error("line 1: columns {first} and {second} are both named `{column}`")]
    DuplicateColumn {
        /// The name.
        column: String,
        /// The number of the first, from 1.
        first: usize,
        /// The number of the second.
        second: usize,
    },
    /// A column is about persons.
    #[error(
        "column `{column}` reads like a field about persons; places and counts only, remove the column{}", or_map(column, *.of_places)
    )]
    PersonalColumn {
        /// The column.
        column: String,
        /// The field that it may be mapped to if it names places.
        of_places: Option<&'static str>,
    },
    /// A column that is read holds names of persons.
    #[error(
        "{like} of {total} values of `{column}` are like names of persons; places and counts only, remove the column"
    )]
    PersonalValues {
        /// The field.
        column: String,
        /// How many values are like names.
        like: u64,
        /// How many values there are.
        total: u64,
    },
    /// The mapping of columns does not fit the file.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// It is not a GeoJSON feature collection.
    #[error("it is not a GeoJSON FeatureCollection: {0}")]
    NotGeoJson(String),
    /// It is no text.
    #[error(
        "it is not text, but of a binary format that is not read; GeoPackage, Shapefile (zip), FlatGeobuf, GeoParquet, XLSX, KML, DXF and OSM PBF are"
    )]
    Binary,
    /// Lists within lists without end.
    #[error("it is nested too deep at line {line}, column {column}")]
    TooDeep {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// No feature has a geometry of a type that is wanted.
    #[error("its geometries are of type `{found}`, not {expected}")]
    GeometryType {
        /// The first type that was found.
        found: String,
        /// The types that are wanted.
        expected: &'static str,
    },
    /// The coordinate reference system is not known.
    #[error(transparent)]
    Crs(#[from] CrsError),
    /// The file names another coordinate reference system than the caller, and its points do not show who is right.
    #[error(
        "it says that its CRS is {written}, but {stated} was stated, and {}; state the right --crs, or --trust-crs if the file is wrong about itself",
        why_not(.against.as_deref())
    )]
    CrsDisagrees {
        /// What the caller says.
        stated: String,
        /// What the file says.
        written: String,
        /// What its points were held against, if anything is stored.
        against: Option<String>,
    },
    /// Another coordinate reference system explains the coordinates better than the one that was stated.
    #[error("{0}")]
    Doubtful(Box<Doubt>),
    /// The points lie far from what is stored.
    #[error(
        "{inside} of {total} points lie {place}; state the right --crs, or --anywhere if the data lies elsewhere"
    )]
    Elsewhere {
        /// How many lie there.
        inside: u64,
        /// How many points were looked at.
        total: u64,
        /// Where they should lie.
        place: String,
    },
    /// So many rows are wrong that the file as a whole is.
    #[error("more than {limit} rows are wrong; the first: {first}")]
    TooManyRejected {
        /// How many are listed at most.
        limit: usize,
        /// The first.
        first: Box<Rejected>,
    },
    /// More rows than one import takes.
    #[error("it has more than {limit} rows; split it")]
    TooManyRows {
        /// How many rows one import takes.
        limit: usize,
    },
}

fn or_else(encoding: Option<Encoding>) -> String {
    encoding.map_or_else(
        || "; ".to_owned(),
        |encoding| {
            let name = encoding.name();
            format!(", but can be read as {encoding}; say --encoding {name} if it is, or ")
        },
    )
}

fn why_not(against: Option<&str>) -> String {
    match against {
        Some(ground) => format!("its points do not show in {ground} that this is right"),
        None => "nothing is stored that could show which is right".to_owned(),
    }
}

fn or_map(column: &str, field: Option<&str>) -> String {
    let hint = |field| format!("; if it names places, say --map {column}={field}");
    field.map_or_else(String::new, hint)
}

fn listed(columns: &[String]) -> String {
    const SHOWN: usize = 20;
    let mut text: Vec<String> = columns
        .iter()
        .take(SHOWN)
        .map(|name| format!("`{name}`"))
        .collect();
    if columns.len() > SHOWN {
        text.push(format!("{} more", columns.len() - SHOWN));
    }
    if text.is_empty() {
        "none".to_owned()
    } else {
        text.join(", ")
    }
}

fn meant(near: Option<&String>, column: &str) -> String {
    near.map_or_else(String::new, |near| {
        format!("; if `{near}` is meant, say --map {near}={column}")
    })
}
