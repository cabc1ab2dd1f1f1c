//! GDAL as it is prepared for files of strangers.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use gdal::DriverManager;
use gdal::config::{set_config_option, set_error_handler};
use gdal::errors::CplErrType;

use super::foreign::{ForeignError, ForeignKind, without_quotations};

/// The drivers that stay; all others are taken out, so that no file can name one of them.
const DRIVERS: [&str; 8] = [
    "GPKG",
    "ESRI Shapefile",
    "FlatGeobuf",
    "XLSX",
    "LIBKML",
    "DXF",
    "OSM",
    "GeoJSON",
];

/// Settings that keep the library to the one file that it is given.
const SETTINGS: [(&str, &str); 13] = [
    ("GDAL_DRIVER_PATH", "disable"),
    ("GDAL_PAM_ENABLED", "NO"),
    ("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", ".none"),
    ("GDAL_HTTP_MAX_RETRY", "0"),
    ("GDAL_NUM_THREADS", "1"),
    ("OGR_SQLITE_LIST_VIRTUAL_OGR", "NO"),
    ("OGR_SQLITE_ALLOW_EXTERNAL_ACCESS", "NO"),
    ("OGR_XLSX_HEADERS", "FORCE"),
    ("OGR_ENABLE_PARTIAL_REPROJECTION", "NO"),
    ("OSM_MAX_TMPFILE_SIZE", "64"),
    ("OSM_USE_CUSTOM_INDEXING", "YES"),
    ("SHAPE_RESTORE_SHX", "NO"),
    ("DXF_MERGE_BLOCK_GEOMETRIES", "YES"),
];

/// What the library complained about since it was last asked.
static COMPLAINTS: Mutex<Complaints> = Mutex::new(Complaints {
    failure: None,
    recoded: false,
    truncated: false,
});

/// Complaints that mean that a file was not read or written as it is.
#[derive(Debug, Default)]
pub(super) struct Complaints {
    /// The first failure, in the library's words.
    pub(super) failure: Option<String>,
    /// Whether characters were lost because a text is not in its encoding.
    pub(super) recoded: bool,
    /// Whether a value did not fit its field.
    pub(super) truncated: bool,
}

/// Prepares GDAL of this process for one file of a stranger: a short list of drivers, no network, no plugins, no side
/// files; what it has to write for a while goes into `scratch`. To be called once, before anything is opened.
///
/// # Errors
/// [`ForeignError::Written`] when a setting is not taken.
pub fn prepare_foreign(scratch: &Path) -> Result<(), ForeignError> {
    let refused = |error: gdal::errors::GdalError| ForeignError::Written(error.to_string());
    for (key, value) in SETTINGS {
        set_config_option(key, value).map_err(refused)?;
    }
    set_config_option("CPL_TMPDIR", &scratch.to_string_lossy()).map_err(refused)?;
    set_error_handler(|class, _number, message| note(class, message));
    DriverManager::prevent_auto_registration();
    DriverManager::register_all();
    let names: Vec<String> = DriverManager::all()
        .map(|driver| driver.short_name())
        .collect();
    for name in names
        .iter()
        .filter(|name| !DRIVERS.contains(&name.as_str()))
    {
        if let Ok(driver) = DriverManager::get_driver_by_name(name) {
            DriverManager::deregister_driver(&driver);
        }
    }
    Ok(())
}

fn note(class: CplErrType, message: &str) {
    let mut complaints = COMPLAINTS.lock().unwrap_or_else(PoisonError::into_inner);
    match class {
        // how a feature without geometry answers the question for its type
        CplErrType::Failure if message.starts_with("Pointer 'hGeom' is NULL") => {}
        CplErrType::Failure | CplErrType::Fatal => {
            complaints
                .failure
                .get_or_insert_with(|| without_quotations(message));
        }
        CplErrType::Warning => {
            complaints.recoded |= message.contains("couldn't be converted correctly")
                || message.contains("recode_iconv");
            complaints.truncated |= message.contains("truncated") || message.contains("too wide");
        }
        _ => {}
    }
}

/// What the library complained about since the last call.
pub(super) fn complaints() -> Complaints {
    std::mem::take(&mut *COMPLAINTS.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The driver of a format.
pub(super) fn driver_of(kind: ForeignKind) -> &'static str {
    match kind {
        ForeignKind::GeoPackage => "GPKG",
        ForeignKind::Shapefile => "ESRI Shapefile",
        ForeignKind::FlatGeobuf => "FlatGeobuf",
        ForeignKind::Workbook => "XLSX",
        ForeignKind::Kml => "LIBKML",
        ForeignKind::Dxf => "DXF",
        ForeignKind::OsmPbf => "OSM",
    }
}
