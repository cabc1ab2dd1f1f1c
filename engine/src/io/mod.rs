//! Reading and writing files of rows.
//!
//! - **source**: a file or bytes, at most 512 MiB, UTF-8 or another encoding that is stated;
//! - **statement**: what the caller says about it: the coordinate reference system, what its columns are called, where
//!   its points should lie. A statement that the points contradict is refused;
//! - **import**: the good rows with their lines, and each bad one with line, field, value and reason. A reader never
//!   stops at a bad row and never changes anything; a file that is wrong as a whole is an [`ImportError`]. A file of no
//!   bytes is one; a header or a feature collection without rows is not, the caller decides what an empty import means;
//! - **persons**: a column about persons refuses the file, a value that identifies one refuses its row unrepeated.
//!
//! CSV and GeoJSON carry all kinds but counts, which are CSV only. Lines and areas are well-known text in CSV.

mod areas;
mod barriers;
mod cases;
mod chunks;
mod columns;
mod crs;
mod csv;
mod doubt;
mod duties;
mod duty_ground;
mod encoded;
mod encoding;
mod error;
mod export;
mod export_csv;
mod export_geojson;
mod feature;
mod fill;
mod geojson;
mod geometry;
mod geoparquet;
mod ground;
mod h3;
mod hypotheses;
mod inner;
mod intake;
mod mapping;
mod ogr;
mod outward;
mod placing;
mod points;
mod privacy;
mod projection;
mod report;
mod row;
mod sample;
mod shapes;
mod shift;
mod source;
mod survey;
mod table;
mod template;
#[cfg(test)]
mod tests;
mod text_rows;
mod units;
mod utf8;
mod wkt;
mod workbook;
mod zones;

pub use areas::{read_grid_drafts, read_grids};
pub use barriers::read_barriers;
pub use cases::read_cases;
pub use crs::{Crs, CrsError};
pub use doubt::{Check, Doubt, Score};
pub use duties::{read_duties, read_roles};
pub use encoded::EncodingWriter;
pub use encoding::{Encoding, EncodingError};
pub use error::{ImportError, ImportFault};
pub use export::{
    CrossingUnit, DerivedUnit, Field, FieldKind, Layer, Place, Presence, Row, Shapes, Validity,
    addresses_layer, barriers_layer, cells_layer, checkpoints_layer, counts_layer,
    crossing_units_layer, derived_units_layer, duties_layer, grids_layer, roles_layer, units_layer,
    write_layer_csv, write_layer_geojson, write_layer_parquet,
};
pub use export_csv::{guarded_text, write_addresses_csv, write_checkpoints_csv, write_counts_csv};
pub use export_geojson::{
    write_address_counts_geojson, write_addresses_geojson, write_barriers_geojson,
    write_cells_geojson, write_checkpoints_geojson, write_grids_geojson, write_units_geojson,
};
pub use geoparquet::ParquetFile;
pub use ground::{Expectation, Ground, Placed};
pub use h3::H3Resolution;
pub use mapping::{ColumnMap, MappingError};
pub use ogr::{
    ForeignError, ForeignFile, ForeignKind, ForeignLayer, ForeignOutput, ForeignTarget,
    ForeignText, prepare_foreign, write_foreign,
};
pub use outward::{Outward, OutwardError};
pub use points::{read_addresses, read_checkpoints};
pub use privacy::{file_name, identifies_person, is_person_as_staff};
pub use report::{Import, LikeNames, Rejected, RowKind, shown};
pub use source::{Format, MAX_FILE_BYTES, MAX_TEXT_BYTES, Source};
pub use survey::{Survey, SurveyedColumn, survey};
pub use table::{
    Cell, Column, Feature, Rows, Shape, Table, write_features_geojson, write_table_csv,
    write_table_json,
};
pub use template::{RecordKind, Template, TemplateError};
pub use units::read_units;
pub use workbook::write_workbook;

/// What the caller says about a file with coordinates.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The system of its coordinates.
    pub crs: Crs,
    /// What its columns are called.
    pub columns: ColumnMap,
    /// Where its points should lie.
    pub expected: Expectation,
    /// Whether the area that an address names wins over its point, where the row itself does not say.
    pub code_wins: bool,
}

impl Statement {
    /// A file in this system, its columns called as the fields, its points anywhere on the globe.
    pub fn of(crs: Crs) -> Self {
        Self {
            crs,
            columns: ColumnMap::default(),
            expected: Expectation::default(),
            code_wins: false,
        }
    }
}

/// The release of GDAL that transforms coordinates; `None` in a build without it.
pub fn gdal_release() -> Option<String> {
    ogr::release()
}
