//! Rows as CSV.
//!
//! A text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return, the
//! list of OWASP's page on CSV injection) gets an apostrophe before it, and so does a text that looks as if it had got
//! one; the readers take that apostrophe off again. Numbers and dates are written as they are.

use std::borrow::{Borrow, Cow};
use std::io::{self, Write};

use super::export::{addresses_layer, checkpoints_layer, counts_layer, write_layer_csv};
use super::outward::Outward;
use crate::model::{Address, Checkpoint, Count};

/// Writes addresses with all their columns.
///
/// # Errors
/// Those of the writer.
pub fn write_addresses_csv(
    out: impl Write,
    addresses: impl IntoIterator<Item = impl Borrow<Address>>,
) -> io::Result<()> {
    write_layer_csv(out, addresses_layer(addresses), &Outward::DEGREES)
}

/// Writes checkpoints with all their columns.
///
/// # Errors
/// Those of the writer.
pub fn write_checkpoints_csv<'a>(
    out: impl Write,
    checkpoints: impl IntoIterator<Item = &'a Checkpoint>,
) -> io::Result<()> {
    write_layer_csv(out, checkpoints_layer(checkpoints), &Outward::DEGREES)
}

/// Writes counts with all their columns.
///
/// # Errors
/// Those of the writer.
pub fn write_counts_csv<'a>(
    out: impl Write,
    counts: impl IntoIterator<Item = &'a Count>,
) -> io::Result<()> {
    write_layer_csv(out, counts_layer(counts), &Outward::DEGREES)
}

/// A text as CSV files of ours have it: with an apostrophe where a spreadsheet would take it for a formula.
pub fn guarded_text(text: &str) -> Cow<'_, str> {
    const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
    let seems_guarded = |rest: &str| rest.starts_with(FORMULA) || rest.starts_with('\'');
    if text.starts_with(FORMULA) || text.strip_prefix('\'').is_some_and(seems_guarded) {
        return Cow::Owned(format!("'{text}"));
    }
    Cow::Borrowed(text)
}
