//! What a reader gives back: the rows, and those that it refused.

use std::fmt;
use std::sync::Arc;

use super::doubt::Check;
use super::privacy;

/// Longest value that is repeated in a message, in characters.
const SHOWN_CHARS: usize = 80;

/// What came out of a file.
///
/// A file that has its header, or is a feature collection, but has no row gives an import without rows and without
/// refusals: whether that is meant is for the caller, who knows what the file is for.
#[derive(Debug, Clone, PartialEq)]
pub struct Import<T> {
    /// The good rows in the order of the file.
    pub rows: Vec<T>,
    /// For each good row the number of its line or feature, from 1: as many as `rows`, and in their order. The rows
    /// that one feature gives (the parts of a multi-line) share its number.
    pub lines: Vec<u64>,
    /// What `lines` count.
    pub kind: RowKind,
    /// The refused rows in the order of the file.
    pub rejected: Vec<Rejected>,
    /// The columns or properties that were not read, in the order of the file (CSV) or of the alphabet (GeoJSON).
    pub ignored_columns: Vec<String>,
    /// How the statement about the coordinates was checked; `None` for rows without coordinates.
    pub check: Option<Check>,
    /// Those of them, and the fields, that were dropped because they are about persons.
    pub personal_columns: Vec<String>,
    /// Fields in which few values are like names of persons: too few to be a column of them, and places are called so too.
    pub like_names: Vec<LikeNames>,
}

/// Values of a field that are like names of persons, and were kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LikeNames {
    /// The field.
    pub field: String,
    /// How many values.
    pub values: u64,
    /// The number of the line or feature of the first.
    pub first: u64,
}

/// How the rows of a file are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// By the line on which the row begins, from 1: CSV.
    Line,
    /// By the place in the list of features, from 1: GeoJSON.
    Feature,
}

impl fmt::Display for RowKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Line => "line",
            Self::Feature => "feature",
        })
    }
}

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The file, as the caller named it.
    pub file: Arc<str>,
    /// What the number counts.
    pub kind: RowKind,
    /// The number of the line or feature, from 1.
    pub line: u64,
    /// The field at fault, `row` when it is the row as a whole.
    pub field: String,
    /// Its value, cut to 80 characters; `[withheld]` when it looks like it identifies a person.
    pub value: String,
    /// What is wrong with the value; the sentence goes on behind it.
    pub reason: String,
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            kind,
            line,
            field,
            value,
            reason,
        } = self;
        write!(f, "{file} {kind} {line}, {field}: `{value}` {reason}")
    }
}

/// Where in which file a row stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) file: &'a Arc<str>,
    pub(super) kind: RowKind,
    pub(super) line: u64,
}

impl Place<'_> {
    /// The refusal of the row at this place.
    pub(super) fn reject(&self, field: &str, value: &str, reason: impl Into<String>) -> Rejected {
        Rejected {
            file: Arc::clone(self.file),
            kind: self.kind,
            line: self.line,
            field: field.to_owned(),
            value: shown(value),
            reason: reason.into(),
        }
    }
}

/// A value as messages repeat it: cut to 80 characters, on one line, and withheld when it looks personal.
pub fn shown(value: &str) -> String {
    if privacy::is_withheld(value) {
        return privacy::WITHHELD.to_owned();
    }
    value
        .chars()
        .take(SHOWN_CHARS)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
