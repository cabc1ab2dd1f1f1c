//! How a record becomes the row of a table and comes back.

use std::fmt::Display;

use rusqlite::Statement;
use rusqlite::types::{FromSql, ToSql, ValueRef};

use super::sql::Statements;
use crate::geom::{Bounds, Position};
use crate::model::Record;
use crate::store::StoreError;
use crate::store::codec::{CodecError, fault};

/// A record with a table of its own.
pub(super) trait Row: Record {
    /// The table's statements.
    const SQL: Statements;

    /// Puts the columns in the order of the statements.
    fn put(&self, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()>;

    /// Puts a key in the order of the statements.
    fn put_key(key: &Self::Key, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()>;

    /// The record of a stored row.
    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError>;

    /// The box around its geometry, `None` for a table without.
    fn bounds(&self) -> Option<Bounds> {
        None
    }
}

/// The parameters of a statement, filled from the first on.
pub(super) struct Slots<'s, 'c> {
    statement: &'s mut Statement<'c>,
    filled: usize,
}

impl<'s, 'c> Slots<'s, 'c> {
    /// The parameters of a statement, none filled.
    pub(super) fn of(statement: &'s mut Statement<'c>) -> Self {
        Self {
            statement,
            filled: 0,
        }
    }

    /// Fills the next one.
    pub(super) fn put(&mut self, value: impl ToSql) -> rusqlite::Result<()> {
        self.filled += 1;
        self.statement.raw_bind_parameter(self.filled, value)
    }

    /// Fills the next one with a blob that a function writes.
    pub(super) fn put_blob(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> rusqlite::Result<()> {
        let mut bytes = Vec::with_capacity(32);
        write(&mut bytes);
        self.put(bytes)
    }

    /// Fills the next two with longitude and latitude in degrees.
    pub(super) fn put_position(&mut self, position: Position) -> rusqlite::Result<()> {
        self.put(position.lon_degrees())?;
        self.put(position.lat_degrees())
    }
}

/// The columns of a stored row, read from the first after `fid` on.
pub(super) struct Columns<'a> {
    row: &'a rusqlite::Row<'a>,
    next: usize,
}

impl<'a> Columns<'a> {
    /// The next column as text.
    pub(super) fn text(&mut self) -> Result<&'a str, CodecError> {
        match self.value()? {
            ValueRef::Text(bytes) => std::str::from_utf8(bytes).map_err(|error| self.wrong(&error)),
            other => Err(self.wrong(&format!("{} instead of text", other.data_type()))),
        }
    }

    /// The next column as text of its own.
    pub(super) fn string(&mut self) -> Result<String, CodecError> {
        self.text().map(str::to_owned)
    }

    /// The next column as text that a constructor accepts.
    pub(super) fn parsed<T, E: Display>(
        &mut self,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, CodecError> {
        parse(self.text()?).map_err(|error| self.wrong(&error))
    }

    /// The next column as text of its own, or NULL.
    pub(super) fn string_or_null(&mut self) -> Result<Option<String>, CodecError> {
        self.parsed_or_null(|text| Ok::<_, String>(text.to_owned()))
    }

    /// The next column as the name of something, or NULL.
    pub(super) fn named_or_null<T>(
        &mut self,
        find: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, CodecError> {
        self.parsed_or_null(|name| find(name).ok_or_else(|| format!("`{name}` is not known")))
    }

    /// The next column as the name of something.
    pub(super) fn named<T>(
        &mut self,
        find: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, CodecError> {
        let name = self.text()?;
        find(name).ok_or_else(|| self.wrong(&format!("`{name}` is not known")))
    }

    /// The next column as text that a constructor accepts, or NULL.
    pub(super) fn parsed_or_null<T, E: Display>(
        &mut self,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, CodecError> {
        if matches!(self.row.get_ref(self.next), Ok(ValueRef::Null)) {
            self.next += 1;
            return Ok(None);
        }
        self.parsed(parse).map(Some)
    }

    /// The next column as a number that fits.
    pub(super) fn number<T: FromSql>(&mut self) -> Result<T, CodecError> {
        let value = self.value()?;
        T::column_result(value).map_err(|error| self.wrong(&error))
    }

    /// The next column as a geometry, read by one of the functions of the blob.
    pub(super) fn decoded<T>(
        &mut self,
        read: impl FnOnce(&[u8]) -> Result<T, CodecError>,
    ) -> Result<T, CodecError> {
        match self.value()? {
            ValueRef::Blob(bytes) => read(bytes),
            other => Err(self.wrong(&format!("{} instead of a geometry", other.data_type()))),
        }
    }

    /// The next two columns as longitude and latitude in degrees.
    pub(super) fn position(&mut self) -> Result<Position, CodecError> {
        let lon = self.number::<f64>()?;
        let lat = self.number::<f64>()?;
        Position::from_degrees(lon, lat).map_err(|error| self.wrong(&error))
    }

    fn value(&mut self) -> Result<ValueRef<'a>, CodecError> {
        self.next += 1;
        let value = self.row.get_ref(self.next - 1);
        value.map_err(|error| fault(0, error.to_string()))
    }

    /// An error in the column that was read last.
    pub(super) fn wrong(&self, reason: &dyn Display) -> CodecError {
        let name = self.row.as_ref().column_name(self.next - 1);
        fault(0, format!("column {}: {reason}", name.unwrap_or("?")))
    }
}

/// The record of a stored row and its `fid`, which is the first column.
pub(super) fn read_row<T: Row>(row: &rusqlite::Row<'_>) -> Result<(i64, T), StoreError> {
    let fid = row.get(0).unwrap_or(0);
    let mut columns = Columns { row, next: 1 };
    T::read(&mut columns)
        .map(|record| (fid, record))
        .map_err(|error| StoreError::Row {
            table: T::TABLE,
            row: fid,
            error,
        })
}
