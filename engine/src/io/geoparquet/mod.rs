//! GeoParquet (1.0, 1.1) and plain Parquet: a layer as text that the engine's own readers take.
//!
//! Values of texts, numbers, truth, days and moments are read from columns of the first level; lists, groups and bytes are
//! named and not read. Geometries are well-known binary, in the system that the metadata say; without one they are degrees
//! of WGS 84 (OGC:CRS84), as the specification wants it. Row groups are read a few rows at a time.
//!
//! The crate `parquet` is made for files of one's own: claims of a file are checked before it sees them, as far as they can be,
//! a panic of it refuses the file, and the memory that it may still take is for a process of its own to limit (the server's
//! `apart`).

mod columns;
mod metadata;
mod pages;
mod wkb;

use std::fs::File;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData};

use self::columns::{Column, Form, Unread};
use self::metadata::Geometries;
use self::pages::PageFile;
use super::ogr::{ForeignError, ForeignLayer, ForeignText, MAX_FEATURES};
use super::report::shown;
use super::source::Format;
use super::text_rows::{TextRows, Value};

/// What people call it.
const KIND: &str = "GeoParquet";

/// The most columns, those within groups included.
const MAX_COLUMNS: usize = 1000;

/// How many rows are in memory at once.
const BATCH_ROWS: usize = 256;

/// A Parquet file, opened for reading.
pub struct ParquetFile {
    file: Arc<PageFile>,
    metadata: ParquetMetaData,
    /// Where its geometries are, and in which system; none in a plain table.
    geometries: Option<Geometries>,
    columns: Vec<Chosen>,
    /// Names of columns that have no values to read.
    unread: Vec<String>,
}

/// A column that is read.
struct Chosen {
    index: usize,
    name: String,
    form: Form,
}

fn refused(reason: impl Into<String>) -> ForeignError {
    ForeignError::Open {
        kind: KIND,
        reason: reason.into(),
    }
}

/// What the crate answers; none when it fails or panics. Its messages may quote the file, so nobody repeats them.
fn asked<T>(question: impl FnOnce() -> Result<T, ParquetError>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(question)).ok()?.ok()
}

impl ParquetFile {
    /// Opens a file and checks what it says of itself.
    ///
    /// # Errors
    /// [`ForeignError::Open`] when it is no Parquet file, contradicts itself, or has geometries in a form that is not read;
    /// [`ForeignError::TooMany`] rows.
    pub fn open(path: &Path) -> Result<Self, ForeignError> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let read = || ParquetMetaDataReader::new().parse_and_finish(&file);
        let metadata = asked(read).ok_or_else(|| refused("its metadata are damaged"))?;
        check_claims(&metadata, length)?;
        let geometries = Geometries::of(&metadata).map_err(refused)?;
        let mut opened = Self {
            file: Arc::new(PageFile(file)),
            metadata,
            geometries,
            columns: Vec::new(),
            unread: Vec::new(),
        };
        opened.choose_columns()?;
        Ok(opened)
    }

    fn choose_columns(&mut self) -> Result<(), ForeignError> {
        let schema = self.metadata.file_metadata().schema_descr();
        let places = self.geometries.as_ref();
        let geometry = places.map(|geometries| &*geometries.column);
        let covering = places.and_then(|geometries| geometries.covering.as_deref());
        let mut has_geometry = geometry.is_none();
        for (index, column) in schema.columns().iter().enumerate() {
            let name = column.path().parts().first().cloned().unwrap_or_default();
            let is_geometry = geometry == Some(&*name);
            match Form::of(column, is_geometry) {
                Ok(form) => {
                    has_geometry |= is_geometry;
                    self.columns.push(Chosen { index, name, form });
                }
                Err(Unread) if is_geometry => {
                    let name = shown(&name);
                    return Err(refused(format!(
                        "its geometries, `{name}`, are no column of bytes"
                    )));
                }
                Err(Unread) => {
                    if covering != Some(&*name) && self.unread.last() != Some(&name) {
                        self.unread.push(name);
                    }
                }
            }
        }
        match geometry {
            Some(name) if !has_geometry => {
                let name = shown(name);
                Err(refused(format!("it has no column `{name}` of geometries")))
            }
            _ => Ok(()),
        }
    }

    /// Its one layer, under the name that its sender gives it.
    pub fn layer(&self, name: &str) -> ForeignLayer {
        let places = self.geometries.as_ref();
        let rows = self.metadata.file_metadata().num_rows();
        ForeignLayer {
            name: name.to_owned(),
            geometry: places.map(|geometries| geometries.kind.clone()),
            features: u64::try_from(rows).ok(),
            fields: self.names(),
            crs: places.and_then(|geometries| geometries.crs.clone()),
            crs_name: places.and_then(|geometries| geometries.crs_name.clone()),
        }
    }

    /// The names of its fields; those that are not read come last and are empty.
    fn names(&self) -> Vec<String> {
        let read = self.columns.iter();
        let read = read.filter(|column| column.form != Form::Geometry);
        let names = read.map(|column| &column.name).chain(&self.unread);
        names.cloned().collect()
    }

    /// Writes its rows in the file's own coordinates, x before y: with geometries as a GeoJSON feature collection, one
    /// feature a line, that names its coordinate reference system; without as CSV, its header first, one row a line.
    ///
    /// # Errors
    /// [`ForeignError`] when the file is damaged, or has texts that are not UTF-8.
    pub fn write_text(&self, out: &mut impl Write) -> Result<ForeignText, ForeignError> {
        let format = match self.geometries {
            Some(_) => Format::GeoJson,
            None => Format::Csv,
        };
        let crs = self.geometries.as_ref();
        let crs = crs.and_then(|geometries| geometries.crs.as_deref());
        let mut rows = TextRows::begin(out, format, self.names(), crs)?;
        let mut count = 0;
        for group in self.metadata.row_groups() {
            self.write_group(group, &mut rows, &mut count)?;
        }
        let features = rows.end()?;
        Ok(ForeignText { format, features })
    }

    fn write_group(
        &self,
        group: &RowGroupMetaData,
        rows: &mut TextRows<'_, impl Write>,
        count: &mut u64,
    ) -> Result<(), ForeignError> {
        let mut left = usize::try_from(group.num_rows()).unwrap_or_default();
        let mut columns = Vec::with_capacity(self.columns.len());
        for chosen in &self.columns {
            let opened = asked(|| columns::open(&self.file, group, chosen.index, chosen.form));
            columns.push(opened.ok_or_else(|| self.damaged(*count, &chosen.name))?);
        }
        while left > 0 {
            let batch = left.min(BATCH_ROWS);
            left -= batch;
            self.write_batch(&mut columns, batch, rows, count)?;
        }
        Ok(())
    }

    fn write_batch(
        &self,
        columns: &mut [Box<dyn Column>],
        batch: usize,
        rows: &mut TextRows<'_, impl Write>,
        count: &mut u64,
    ) -> Result<(), ForeignError> {
        let mut table = Vec::with_capacity(columns.len());
        let mut places = None;
        for (chosen, column) in self.columns.iter().zip(columns) {
            let values = asked(|| column.next(batch));
            let values = values.ok_or_else(|| self.damaged(*count, &chosen.name))?;
            let values = values.map_err(|row| ForeignError::NotText {
                feature: *count + row as u64 + 1,
                field: shown(&chosen.name),
                encoding: "UTF-8".to_owned(),
            })?;
            match chosen.form {
                Form::Geometry => places = Some(values.into_iter()),
                _ => table.push(values.into_iter()),
            }
        }
        let unread = std::iter::repeat_n(Value::Null, self.unread.len());
        for _ in 0..batch {
            let values = table.iter_mut().map(Iterator::next);
            let values = values.map(|value| value.unwrap_or(Value::Null));
            let values: Vec<Value> = values.chain(unread.clone()).collect();
            let place = places.as_mut().and_then(Iterator::next);
            *count += 1;
            rows.push(&values, |line| match place {
                Some(Value::Text(geometry)) => line.push_str(&geometry),
                _ => line.push_str("null"),
            })?;
        }
        Ok(())
    }

    fn damaged(&self, after: u64, column: &str) -> ForeignError {
        let name = self.geometries.as_ref();
        let layer = name.map_or(KIND, |geometries| &geometries.column);
        ForeignError::Damaged {
            layer: shown(layer),
            after,
            reason: format!("column `{}` cannot be read on", shown(column)),
        }
    }
}

/// Refuses claims that the file cannot keep, or that nobody reads.
fn check_claims(metadata: &ParquetMetaData, length: u64) -> Result<(), ForeignError> {
    let of_file = metadata.file_metadata();
    let columns = of_file.schema_descr().num_columns();
    if columns > MAX_COLUMNS {
        return Err(refused(format!(
            "it has {columns} columns, more than the {MAX_COLUMNS} that are read"
        )));
    }
    let mut rows: u64 = 0;
    for group in metadata.row_groups() {
        let own = u64::try_from(group.num_rows());
        let own = own.map_err(|_negative| refused("it has less than no rows"))?;
        rows = rows.saturating_add(own);
        if group.columns().len() != columns {
            return Err(refused("a row group lacks columns"));
        }
        for column in group.columns() {
            let start = column
                .dictionary_page_offset()
                .unwrap_or(column.data_page_offset());
            let end = start.checked_add(column.compressed_size());
            let ends = [start, column.compressed_size(), end.unwrap_or(-1)];
            let inside = |at: &i64| u64::try_from(*at).is_ok_and(|at| at <= length);
            if !ends.iter().all(inside) {
                return Err(refused("a column lies outside the file"));
            }
            check_compression(column.compression())?;
        }
    }
    if rows > MAX_FEATURES {
        return Err(ForeignError::TooMany {
            layer: KIND.to_owned(),
            limit: MAX_FEATURES,
        });
    }
    if i64::try_from(rows).ok() != Some(of_file.num_rows()) {
        return Err(refused("its row groups have not the rows that it claims"));
    }
    Ok(())
}

fn check_compression(compression: Compression) -> Result<(), ForeignError> {
    let name = match compression {
        Compression::UNCOMPRESSED
        | Compression::SNAPPY
        | Compression::GZIP(_)
        | Compression::BROTLI(_) => return Ok(()),
        Compression::ZSTD(_) => "ZSTD",
        Compression::LZO => "LZO",
        Compression::LZ4 | Compression::LZ4_RAW => "LZ4",
    };
    Err(refused(format!(
        "it is compressed with {name}, which is not read; write it with snappy, gzip, brotli or without compression"
    )))
}
