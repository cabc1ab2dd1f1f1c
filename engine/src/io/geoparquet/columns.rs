//! Columns of values, a few rows at a time.

use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::schema::types::ColumnDescriptor;
use time::{Date, OffsetDateTime};

use super::pages::{Checked, PageFile};
use super::wkb;
use crate::io::text_rows::Value;

/// The number of the day from which days are counted (1970-01-01), in Julian days.
const EPOCH_DAY: i32 = 2_440_588;

/// What the values of a column mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// What they are.
    Plain,
    /// Numbers without a sign.
    Unsigned,
    /// Numbers of days.
    Day,
    /// Moments, so many a second.
    Moment(i64),
    /// Numbers with so many decimals.
    Decimal(u32),
    /// Texts.
    Text,
    /// Geometries, in well-known binary.
    Geometry,
}

/// A column has no values to read: it is within a group, repeated, or of bytes that nothing says the meaning of.
#[derive(Debug)]
pub(super) struct Unread;

impl Form {
    /// What the values of a column mean.
    pub(super) fn of(column: &ColumnDescriptor, is_geometry: bool) -> Result<Self, Unread> {
        let is_plain = column.path().parts().len() == 1 && column.max_rep_level() == 0;
        if !is_plain || column.max_def_level() > 1 {
            return Err(Unread);
        }
        let physical = column.physical_type();
        if is_geometry {
            return match physical {
                Type::BYTE_ARRAY => Ok(Self::Geometry),
                _ => Err(Unread),
            };
        }
        match physical {
            Type::BOOLEAN | Type::FLOAT | Type::DOUBLE => Ok(Self::Plain),
            Type::INT32 | Type::INT64 => Ok(Self::of_number(column)),
            Type::BYTE_ARRAY => Self::of_bytes(column),
            Type::INT96 | Type::FIXED_LEN_BYTE_ARRAY => Err(Unread),
        }
    }

    fn of_number(column: &ColumnDescriptor) -> Self {
        let decimals = |scale: i32| match u32::try_from(scale) {
            Ok(scale @ 1..=18) => Self::Decimal(scale),
            _ => Self::Plain,
        };
        if let Some(logical) = column.logical_type_ref() {
            return match logical {
                LogicalType::Date => Self::Day,
                LogicalType::Timestamp(moment) => Self::Moment(match moment.unit {
                    TimeUnit::MILLIS => 1000,
                    TimeUnit::MICROS => 1_000_000,
                    TimeUnit::NANOS => 1_000_000_000,
                }),
                LogicalType::Decimal(decimal) => decimals(decimal.scale),
                LogicalType::Integer(whole) if !whole.is_signed => Self::Unsigned,
                _ => Self::Plain,
            };
        }
        match column.converted_type() {
            ConvertedType::DATE => Self::Day,
            ConvertedType::TIMESTAMP_MILLIS => Self::Moment(1000),
            ConvertedType::TIMESTAMP_MICROS => Self::Moment(1_000_000),
            ConvertedType::DECIMAL => decimals(column.type_scale()),
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64 => Self::Unsigned,
            _ => Self::Plain,
        }
    }

    fn of_bytes(column: &ColumnDescriptor) -> Result<Self, Unread> {
        let is_text = match column.logical_type_ref() {
            Some(logical) => matches!(
                logical,
                LogicalType::String | LogicalType::Enum | LogicalType::Json
            ),
            None => matches!(
                column.converted_type(),
                ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON
            ),
        };
        if is_text { Ok(Self::Text) } else { Err(Unread) }
    }

    /// A number as it is written.
    fn whole(self, number: i64) -> Value {
        match self {
            Self::Day => {
                let day = i32::try_from(number)
                    .ok()
                    .and_then(|number| Date::from_julian_day(number.checked_add(EPOCH_DAY)?).ok());
                day.map_or(Value::Whole(number), |day| Value::Text(day_text(day)))
            }
            Self::Moment(per_second) => {
                let moment = number.div_euclid(per_second);
                let moment = OffsetDateTime::from_unix_timestamp(moment);
                moment.map_or(Value::Whole(number), |moment| {
                    let (hour, minute, second) = moment.to_hms();
                    let day = day_text(moment.date());
                    Value::Text(match (hour, minute, second) {
                        (0, 0, 0) => day,
                        _ => format!("{day} {hour:02}:{minute:02}:{second:02}"),
                    })
                })
            }
            Self::Decimal(decimals) => {
                let one = 10_u64.pow(decimals);
                let sign = if number < 0 { "-" } else { "" };
                let (whole, part) = (number.unsigned_abs() / one, number.unsigned_abs() % one);
                let width = decimals as usize;
                Value::Text(format!("{sign}{whole}.{part:0width$}"))
            }
            _ => Value::Whole(number),
        }
    }
}

fn day_text(day: Date) -> String {
    let (year, month, day) = day.to_calendar_date();
    format!("{year:04}-{:02}-{day:02}", u8::from(month))
}

fn real(number: f64) -> Value {
    if number.is_finite() {
        Value::Real(number)
    } else {
        Value::Null
    }
}

/// A column that is read row by row.
pub(super) trait Column {
    /// The values of so many rows; the number of the first row whose text is not UTF-8, if there is one.
    fn next(&mut self, rows: usize) -> Result<std::result::Result<Vec<Value>, usize>>;
}

/// How a value of a type is written; none for a text that is no UTF-8.
type Writing<T> = fn(Form, &T) -> Option<Value>;

struct Typed<T: DataType> {
    reader: ColumnReaderImpl<T>,
    form: Form,
    writing: Writing<T::T>,
    /// Whether a row may have no value.
    is_optional: bool,
    values: Vec<T::T>,
    levels: Vec<i16>,
}

impl<T: DataType> Column for Typed<T> {
    fn next(&mut self, rows: usize) -> Result<std::result::Result<Vec<Value>, usize>> {
        self.values.clear();
        self.levels.clear();
        let levels = self.is_optional.then_some(&mut self.levels);
        let read = self
            .reader
            .read_records(rows, levels, None, &mut self.values)?;
        let given = self.levels.iter().filter(|&&level| level == 1).count();
        let expected = if self.is_optional { given } else { rows };
        let is_whole = !self.is_optional || self.levels.len() == rows;
        if read.0 != rows || self.values.len() != expected || !is_whole {
            return Err(ParquetError::General("rows".to_owned()));
        }
        let mut values = self.values.iter();
        let mut written = Vec::with_capacity(rows);
        for row in 0..rows {
            let is_given = !self.is_optional || self.levels[row] == 1;
            let value = is_given.then(|| values.next()).flatten();
            match value.map(|value| (self.writing)(self.form, value)) {
                None => written.push(Value::Null),
                Some(Some(value)) => written.push(value),
                Some(None) => return Ok(Err(row)),
            }
        }
        Ok(Ok(written))
    }
}

/// Opens a column of a row group.
pub(super) fn open(
    file: &Arc<PageFile>,
    group: &RowGroupMetaData,
    index: usize,
    form: Form,
) -> Result<Box<dyn Column>> {
    let chunk = group.column(index);
    let rows = usize::try_from(group.num_rows()).unwrap_or_default();
    let pages = SerializedPageReader::new(Arc::clone(file), chunk, rows, None)?;
    let pages = Box::new(Checked::new(pages, rows as u64));
    let is_optional = chunk.column_descr().max_def_level() > 0;
    Ok(match get_column_reader(chunk.column_descr_ptr(), pages) {
        ColumnReader::BoolColumnReader(reader) => typed(reader, form, is_optional, |_, &flag| {
            Some(Value::Text(flag.to_string()))
        }),
        ColumnReader::Int32ColumnReader(reader) => typed(reader, form, is_optional, |form, &n| {
            Some(match form {
                Form::Unsigned => Value::Whole(n.cast_unsigned().into()),
                _ => form.whole(n.into()),
            })
        }),
        ColumnReader::Int64ColumnReader(reader) => typed(reader, form, is_optional, |form, &n| {
            Some(match form {
                Form::Unsigned => Value::Text(n.cast_unsigned().to_string()),
                _ => form.whole(n),
            })
        }),
        // as many decimals as the shorter number has
        ColumnReader::FloatColumnReader(reader) => typed(reader, form, is_optional, |_, n| {
            Some(real(n.to_string().parse().unwrap_or(f64::NAN)))
        }),
        ColumnReader::DoubleColumnReader(reader) => {
            typed(reader, form, is_optional, |_, &n| Some(real(n)))
        }
        ColumnReader::ByteArrayColumnReader(reader) => typed(reader, form, is_optional, bytes),
        ColumnReader::Int96ColumnReader(_) | ColumnReader::FixedLenByteArrayColumnReader(_) => {
            return Err(ParquetError::NYI("type".to_owned()));
        }
    })
}

fn typed<T: DataType>(
    reader: ColumnReaderImpl<T>,
    form: Form,
    is_optional: bool,
    writing: Writing<T::T>,
) -> Box<dyn Column> {
    Box::new(Typed {
        reader,
        form,
        writing,
        is_optional,
        values: Vec::new(),
        levels: Vec::new(),
    })
}

fn bytes(form: Form, value: &ByteArray) -> Option<Value> {
    let bytes = value.data();
    if form == Form::Geometry {
        return Some(wkb::geojson_of(bytes).map_or(Value::Null, Value::Text));
    }
    let text = std::str::from_utf8(bytes).ok()?;
    Some(Value::Text(text.to_owned()))
}
