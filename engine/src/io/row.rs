//! One row of a file, read field by field.

use std::borrow::Cow;

use csv::ByteRecord;
use time::Date;

use super::feature::Geometry;
use super::privacy;
use super::report::{Place, Rejected};
use super::wkt::read_wkt;
use crate::model::{AreaCode, Count, IdError, SharedText};

/// Longest text of a field in characters.
const MAX_TEXT_CHARS: usize = 500;

/// How much of a geometry is looked at to repeat it, in characters.
const BEGIN_CHARS: usize = 200;

/// The first year of a date in a file; in an earlier one, as 0026, digits are missing or wrong.
const FIRST_YEAR: i32 = 1000;

/// A row with the names of its fields.
pub(super) struct Row<'a> {
    pub(super) place: Place<'a>,
    pub(super) names: &'a [&'static str],
    pub(super) cells: Cells<'a>,
    /// The fields that are not read from a column, with what they say.
    pub(super) filled: Vec<(usize, String)>,
}

/// The values of a row.
pub(super) enum Cells<'a> {
    /// A line of a CSV file, and for each field the number of its cell.
    Line(&'a ByteRecord, &'a [Option<usize>]),
    /// The properties of a feature, field by field.
    Properties(Vec<Option<&'a Property>>),
}

/// The value of a property.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Property {
    /// A text, number or truth value, as text.
    Text(String),
    /// Null.
    Null,
    /// A list or an object.
    Nested,
}

impl Row<'_> {
    /// The refusal of this row for the value of a field.
    pub(super) fn reject(&self, field: usize, value: &str, reason: impl Into<String>) -> Rejected {
        self.place.reject(self.names[field], value, reason)
    }

    /// The value as it stands in the file, empty when there is none.
    fn raw(&self, field: usize) -> Result<&str, Rejected> {
        if let Some((_, text)) = self.filled.iter().find(|(filled, _)| *filled == field) {
            return Ok(text);
        }
        match &self.cells {
            Cells::Line(record, columns) => {
                let bytes = columns[field]
                    .and_then(|column| cell(record, column))
                    .unwrap_or_default();
                std::str::from_utf8(bytes).map_err(|_cut| self.reject(field, "", "is not UTF-8"))
            }
            Cells::Properties(properties) => match properties[field] {
                Some(Property::Text(text)) => Ok(text),
                Some(Property::Nested) => {
                    Err(self.reject(field, "", "is a list or an object, not a value"))
                }
                Some(Property::Null) | None => Ok(""),
            },
        }
    }

    /// The value without the guard against formulas, of any length, whoever it is about: the caller looks.
    pub(super) fn plain(&self, field: usize) -> Result<&str, Rejected> {
        let raw = self.raw(field)?;
        Ok(match self.cells {
            Cells::Line(..) => without_guard(raw),
            Cells::Properties(_) => raw,
        })
    }

    /// A free text, which may be empty.
    pub(super) fn text(&self, field: usize) -> Result<String, Rejected> {
        self.free_text(field).map(Cow::into_owned)
    }

    /// A free text to be shared.
    pub(super) fn shared_text(&self, field: usize) -> Result<SharedText, Rejected> {
        self.free_text(field).map(|text| SharedText::from(&*text))
    }

    fn free_text(&self, field: usize) -> Result<Cow<'_, str>, Rejected> {
        let text = self.guarded(field)?;
        if text.chars().any(char::is_control) {
            return Err(self.reject(
                field,
                &text,
                "has a line break or another control character",
            ));
        }
        if text.len() > MAX_TEXT_CHARS && text.chars().count() > MAX_TEXT_CHARS {
            return Err(self.reject(
                field,
                &text,
                format!("is longer than {MAX_TEXT_CHARS} characters"),
            ));
        }
        Ok(text)
    }

    /// An identifier of the kind that the constructor makes.
    pub(super) fn id<T>(
        &self,
        field: usize,
        new: impl Fn(&str) -> Result<T, IdError>,
    ) -> Result<T, Rejected> {
        let text = self.guarded(field)?;
        if text.is_empty() {
            return Err(self.reject(field, "", "is empty"));
        }
        new(&text).map_err(|error| {
            self.reject(
                field,
                &text,
                format!("is not a valid {}: {}", error.what, error.reason),
            )
        })
    }

    /// The code of an area. Fifteen digits may be those of an old identity card: they are read as a code where something else
    /// says that they are one.
    pub(super) fn area_code(
        &self,
        field: usize,
        is_known: impl Fn(&AreaCode) -> bool,
    ) -> Result<AreaCode, Rejected> {
        let raw = self.raw(field)?;
        let code = AreaCode::new(raw).ok();
        match code
            .filter(|code| raw.len() == 15 && privacy::identifies_person(raw) && is_known(code))
        {
            Some(code) => Ok(code),
            None => self.id(field, AreaCode::new),
        }
    }

    /// The code of an area that may be left out.
    pub(super) fn optional_area_code(
        &self,
        field: usize,
        is_known: impl Fn(&AreaCode) -> bool,
    ) -> Result<Option<AreaCode>, Rejected> {
        if self.raw(field)?.is_empty() {
            Ok(None)
        } else {
            self.area_code(field, is_known).map(Some)
        }
    }

    /// An identifier that may be left out.
    pub(super) fn optional_id<T>(
        &self,
        field: usize,
        new: impl Fn(&str) -> Result<T, IdError>,
    ) -> Result<Option<T>, Rejected> {
        if self.raw(field)?.is_empty() {
            Ok(None)
        } else {
            self.id(field, new).map(Some)
        }
    }

    /// A text without the guard against formulas, refused when it identifies a person.
    fn guarded(&self, field: usize) -> Result<Cow<'_, str>, Rejected> {
        let raw = self.raw(field)?;
        if privacy::identifies_person(raw) {
            let reason = if AreaCode::new(raw).is_ok() {
                "looks like an old identity number; such a code is read where its grid is stored or named beside it"
            } else {
                "looks like what identifies a person; places and counts only"
            };
            return Err(self.reject(field, privacy::WITHHELD, reason));
        }
        Ok(match self.cells {
            Cells::Line(..) => Cow::Borrowed(without_guard(raw)),
            Cells::Properties(_) => Cow::Borrowed(raw),
        })
    }

    /// A word of a fixed list.
    pub(super) fn word<T>(
        &self,
        field: usize,
        of: impl Fn(&str) -> Option<T>,
        list: &str,
    ) -> Result<T, Rejected> {
        let text = self.raw(field)?.trim();
        of(text).ok_or_else(|| self.reject(field, text, format!("is not one of {list}")))
    }

    /// Whether the field has a value.
    pub(super) fn has(&self, field: usize) -> Result<bool, Rejected> {
        Ok(!self.raw(field)?.trim().is_empty())
    }

    /// A count; an empty one is zero.
    pub(super) fn count_or_zero(&self, field: usize) -> Result<u32, Rejected> {
        if self.has(field)? {
            self.count(field)
        } else {
            Ok(0)
        }
    }

    /// A count.
    pub(super) fn count(&self, field: usize) -> Result<u32, Rejected> {
        let text = self.raw(field)?.trim();
        text.parse()
            .map_err(|_not_a_count| self.reject(field, text, why_no_count(text)))
    }

    /// A date.
    pub(super) fn date(&self, field: usize) -> Result<Date, Rejected> {
        let text = self.raw(field)?.trim();
        match Count::parse_date(text) {
            Some(date) if date.year() < FIRST_YEAR => {
                let reason = format!("is before the year {FIRST_YEAR}");
                Err(self.reject(field, text, reason))
            }
            Some(date) => Ok(date),
            None => Err(self.reject(field, text, "is not a date of the form YYYY-MM-DD")),
        }
    }

    /// A coordinate, any finite number.
    pub(super) fn coordinate(&self, field: usize) -> Result<f64, Rejected> {
        let text = self.raw(field)?.trim();
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(value),
            Ok(_) => Err(self.reject(field, text, "is not a finite number")),
            Err(_) if text.is_empty() => Err(self.reject(field, text, "is empty")),
            Err(_) if text.contains(',') => Err(self.reject(
                field,
                text,
                "is not a number: decimals have a dot, not a comma",
            )),
            Err(_) => Err(self.reject(field, text, "is not a number")),
        }
    }

    /// A geometry in well-known text, of which a message repeats the beginning.
    pub(super) fn geometry(&self, field: usize) -> Result<Geometry, Rejected> {
        let text = self.raw(field)?;
        let refused = |reason: String| {
            let begin = text.char_indices().nth(BEGIN_CHARS);
            self.reject(
                field,
                &text[..begin.map_or(text.len(), |(at, _)| at)],
                reason,
            )
        };
        if text.trim().is_empty() {
            return Err(refused("is empty".to_owned()));
        }
        read_wkt(text).map_err(refused)
    }

    /// What a coordinate is in the file, for messages.
    pub(super) fn shown(&self, field: usize) -> &str {
        self.raw(field).unwrap_or_default()
    }
}

/// A cell; the last one of a line may end in the carriage return of a CRLF.
pub(super) fn cell(record: &ByteRecord, column: usize) -> Option<&[u8]> {
    let bytes = record.get(column)?;
    let last = column + 1 == record.len();
    Some(bytes.strip_suffix(b"\r").filter(|_| last).unwrap_or(bytes))
}

/// What a cell says behind the apostrophe that [`super::write_addresses_csv`] puts before formulas.
fn without_guard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) => rest,
        _ => text,
    }
}

fn why_no_count(text: &str) -> &'static str {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text {
        "" => "is empty",
        _ if digits(text) => "is larger than 4294967295",
        _ if text.strip_prefix('-').is_some_and(digits) => "is negative",
        _ if text.parse::<f64>().is_ok_and(f64::is_finite) => "is not a whole number",
        _ => "is not a number",
    }
}
