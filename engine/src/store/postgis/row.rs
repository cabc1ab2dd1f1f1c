//! How a record becomes the row of a table and comes back.

use std::borrow::Cow;
use std::error::Error;
use std::fmt::Display;

use postgres::types::{FromSql, ToSql, Type};
use time::Date;

use super::sql::Statements;
use super::text;
use crate::geom::Position;
use crate::model::Record;
use crate::store::StoreError;
use crate::store::codec::{CodecError, fault};

/// One column of some keys.
pub(super) type KeyColumn = Box<dyn ToSql + Sync>;

/// A record with a table of its own.
pub(super) trait Row: Record {
    /// The table's statements.
    const SQL: Statements;

    /// Puts the columns in the order of the statements.
    fn put(&self, slots: &mut Slots);

    /// Some keys, column by column, as the statement that finds their rows takes them.
    fn key_columns(keys: &[&Self::Key]) -> Vec<KeyColumn>;

    /// The record of a stored row.
    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError>;
}

/// A column of texts.
pub(super) fn text_column<'a>(texts: impl Iterator<Item = &'a str>) -> KeyColumn {
    Box::new(texts.map(str::to_owned).collect::<Vec<_>>())
}

/// The bytes of `COPY … (FORMAT binary)`: a header, the rows, a trailer.
pub(super) struct Slots {
    bytes: Vec<u8>,
    row: usize,
    fields: i16,
}

/// Signature, no flags, no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// Instead of a number of fields.
const TRAILER: i16 = -1;
/// Instead of a length.
const NULL: i32 = -1;

impl Slots {
    /// The header.
    pub(super) fn new() -> Self {
        Self {
            bytes: HEADER.to_vec(),
            row: 0,
            fields: 0,
        }
    }

    /// Begins a row.
    pub(super) fn begin(&mut self) {
        self.row = self.bytes.len();
        self.fields = 0;
        self.bytes.extend_from_slice(&[0; 2]);
    }

    /// Ends a row.
    pub(super) fn end(&mut self) {
        self.bytes[self.row..self.row + 2].copy_from_slice(&self.fields.to_be_bytes());
    }

    /// Ends the rows.
    pub(super) fn finish(&mut self) {
        self.bytes.extend_from_slice(&TRAILER.to_be_bytes());
    }

    /// What has been written and not taken yet.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Takes what has been written, between rows.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    fn put(&mut self, bytes: &[u8]) {
        self.put_with(|out| out.extend_from_slice(bytes));
    }

    /// Puts what a function writes.
    pub(super) fn put_with(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0; 4]);
        write(&mut self.bytes);
        let length = i32::try_from(self.bytes.len() - start - 4).unwrap_or(i32::MAX);
        self.bytes[start..start + 4].copy_from_slice(&length.to_be_bytes());
        self.fields += 1;
    }

    /// Puts a text.
    pub(super) fn put_text(&mut self, text: &str) {
        self.put(text::stored(text).as_bytes());
    }

    /// Puts a text or NULL.
    pub(super) fn put_text_or_null(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.put_text(text),
            None => self.put_null(),
        }
    }

    /// Puts a `bigint`.
    pub(super) fn put_i64(&mut self, value: i64) {
        self.put(&value.to_be_bytes());
    }

    /// Puts a `bigint` or NULL.
    pub(super) fn put_i64_or_null(&mut self, value: Option<i64>) {
        match value {
            Some(value) => self.put_i64(value),
            None => self.put_null(),
        }
    }

    /// Puts a `smallint`.
    pub(super) fn put_i16(&mut self, value: i16) {
        self.put(&value.to_be_bytes());
    }

    /// Puts a `boolean`.
    pub(super) fn put_bool(&mut self, value: bool) {
        self.put(&[u8::from(value)]);
    }

    /// Puts a `date`.
    pub(super) fn put_date(&mut self, date: Date) {
        self.put(&(date.to_julian_day() - DAY_ZERO).to_be_bytes());
    }

    /// Puts a `date` or NULL.
    pub(super) fn put_date_or_null(&mut self, date: Option<Date>) {
        match date {
            Some(date) => self.put_date(date),
            None => self.put_null(),
        }
    }

    fn put_null(&mut self) {
        self.bytes.extend_from_slice(&NULL.to_be_bytes());
        self.fields += 1;
    }

    /// Puts longitude and latitude in degrees.
    pub(super) fn put_position(&mut self, position: Position) {
        self.put(&position.lon_degrees().to_be_bytes());
        self.put(&position.lat_degrees().to_be_bytes());
    }
}

/// Julian day of 1 January 2000, from which PostgreSQL counts.
const DAY_ZERO: i32 = 2_451_545;

/// The bytes of a column of any type.
struct Raw<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// The columns of a stored row, read from the first after `fid` on.
pub(super) struct Columns<'a> {
    row: &'a postgres::Row,
    next: usize,
}

impl<'a> Columns<'a> {
    /// The next column as text.
    pub(super) fn text(&mut self) -> Result<Cow<'a, str>, CodecError> {
        let stored: &str = self.value()?;
        text::original(stored).ok_or_else(|| self.wrong(&"U+001A stands alone"))
    }

    /// The next column as text of its own.
    pub(super) fn string(&mut self) -> Result<String, CodecError> {
        self.text().map(Cow::into_owned)
    }

    /// The next column as text that a constructor accepts.
    pub(super) fn parsed<T, E: Display>(
        &mut self,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, CodecError> {
        parse(&self.text()?).map_err(|error| self.wrong(&error))
    }

    /// The next column as text that a constructor accepts, or NULL.
    pub(super) fn parsed_or_null<T, E: Display>(
        &mut self,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, CodecError> {
        match self.value::<Option<&str>>()? {
            None => Ok(None),
            Some(text) => parse(text).map(Some).map_err(|error| self.wrong(&error)),
        }
    }

    /// The next column as text of its own, or NULL.
    pub(super) fn string_or_null(&mut self) -> Result<Option<String>, CodecError> {
        self.parsed_or_null(|stored| {
            let text = text::original(stored).ok_or("U+001A stands alone")?;
            Ok::<_, &str>(text.into_owned())
        })
    }

    /// The next column as the name of something.
    pub(super) fn named<T>(
        &mut self,
        find: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, CodecError> {
        let name = self.text()?;
        find(&name).ok_or_else(|| self.wrong(&format!("`{name}` is not known")))
    }

    /// The next column, a `bigint`, as a number that fits.
    pub(super) fn number<T: TryFrom<i64, Error: Display>>(&mut self) -> Result<T, CodecError> {
        let value: i64 = self.value()?;
        T::try_from(value).map_err(|error| self.wrong(&format!("{value}: {error}")))
    }

    /// The next column, a `bigint`, as a number that fits, or NULL.
    pub(super) fn number_or_null<T: TryFrom<i64, Error: Display>>(
        &mut self,
    ) -> Result<Option<T>, CodecError> {
        let value: Option<i64> = self.value()?;
        let number = value.map(T::try_from).transpose();
        number.map_err(|error| self.wrong(&error))
    }

    /// The next column, a `smallint`, as a number that fits.
    pub(super) fn small_number<T: TryFrom<i16, Error: Display>>(
        &mut self,
    ) -> Result<T, CodecError> {
        let value: i16 = self.value()?;
        T::try_from(value).map_err(|error| self.wrong(&format!("{value}: {error}")))
    }

    /// The next column as yes or no.
    pub(super) fn boolean(&mut self) -> Result<bool, CodecError> {
        self.value()
    }

    /// The next column as a date.
    pub(super) fn date(&mut self) -> Result<Date, CodecError> {
        let Raw(bytes) = self.value()?;
        self.day(bytes)
    }

    /// The next column as a date or NULL.
    pub(super) fn date_or_null(&mut self) -> Result<Option<Date>, CodecError> {
        match self.value::<Option<Raw<'_>>>()? {
            None => Ok(None),
            Some(Raw(bytes)) => self.day(bytes).map(Some),
        }
    }

    fn day(&self, bytes: &[u8]) -> Result<Date, CodecError> {
        let days = bytes.try_into().map(i32::from_be_bytes);
        let date = days.map(|days| Date::from_julian_day(days.saturating_add(DAY_ZERO)));
        match date {
            Ok(Ok(date)) => Ok(date),
            Ok(Err(error)) => Err(self.wrong(&error)),
            Err(error) => Err(self.wrong(&error)),
        }
    }

    /// The next column as what a function reads from its bytes: a geometry, a delta.
    pub(super) fn decoded<T>(
        &mut self,
        read: impl FnOnce(&[u8]) -> Result<T, CodecError>,
    ) -> Result<T, CodecError> {
        let Raw(bytes) = self.value()?;
        read(bytes)
    }

    /// The next two columns as longitude and latitude in degrees.
    pub(super) fn position(&mut self) -> Result<Position, CodecError> {
        let (lon, lat) = (self.value()?, self.value()?);
        Position::from_degrees(lon, lat).map_err(|error| self.wrong(&error))
    }

    fn value<T: FromSql<'a>>(&mut self) -> Result<T, CodecError> {
        self.next += 1;
        self.row
            .try_get(self.next - 1)
            .map_err(|error| self.wrong(&super::failure::told(&error)))
    }

    /// An error in the column that was read last.
    pub(super) fn wrong(&self, reason: &dyn Display) -> CodecError {
        let name = self
            .row
            .columns()
            .get(self.next - 1)
            .map_or("?", |column| column.name());
        fault(0, format!("column {name}: {reason}"))
    }
}

/// The record of a stored row and its `fid`.
pub(super) fn read_row<T: Row>(row: &postgres::Row) -> Result<(i64, T), StoreError> {
    let fid = row.try_get(0).unwrap_or_default();
    let record = T::read(&mut Columns { row, next: 1 });
    record
        .map(|record| (fid, record))
        .map_err(|error| StoreError::Row {
            table: T::TABLE,
            row: fid,
            error,
        })
}
