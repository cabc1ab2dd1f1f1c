//! Rows as CSV.
//!
//! A text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return, the
//! list of OWASP's page on CSV injection) gets an apostrophe before it, and so does a text that looks as if it had got
//! one; the readers take that apostrophe off again. Numbers and dates are written as they are.

use std::borrow::Cow;
use std::io::{self, Write};

use super::export_geojson::{degrees, winner};
use crate::model::{Address, Checkpoint, Count};

/// Writes addresses with all their columns.
///
/// # Errors
/// Those of the writer.
pub fn write_addresses_csv<'a>(
    out: impl Write,
    addresses: impl IntoIterator<Item = &'a Address>,
) -> io::Result<()> {
    let mut table = ::csv::Writer::from_writer(out);
    table.write_record([
        "id",
        "lon",
        "lat",
        "label",
        "building",
        "households",
        "residents",
        "grid",
        "winner",
    ])?;
    for address in addresses {
        let [lon, lat] = degrees(address.position);
        let stated = address.stated.as_deref();
        table.write_record([
            &*guarded_text(address.id.as_str()),
            &lon,
            &lat,
            &guarded_text(&address.label),
            &guarded_text(&address.building),
            &address.households.to_string(),
            &address.residents.to_string(),
            stated.map_or("", |stated| stated.area.as_str()),
            stated.map_or("", |stated| winner(stated)),
        ])?;
    }
    table.flush()
}

/// Writes checkpoints with all their columns.
///
/// # Errors
/// Those of the writer.
pub fn write_checkpoints_csv<'a>(
    out: impl Write,
    checkpoints: impl IntoIterator<Item = &'a Checkpoint>,
) -> io::Result<()> {
    let mut table = ::csv::Writer::from_writer(out);
    table.write_record(["id", "lon", "lat", "name", "kind", "state"])?;
    for checkpoint in checkpoints {
        let [lon, lat] = degrees(checkpoint.position);
        let [id, name, kind] =
            [checkpoint.id.as_str(), &checkpoint.name, &checkpoint.kind].map(guarded_text);
        table.write_record([&*id, &lon, &lat, &name, &kind, checkpoint.state.name()])?;
    }
    table.flush()
}

/// Writes counts with all their columns.
///
/// # Errors
/// Those of the writer.
pub fn write_counts_csv<'a>(
    out: impl Write,
    counts: impl IntoIterator<Item = &'a Count>,
) -> io::Result<()> {
    let mut table = ::csv::Writer::from_writer(out);
    table.write_record(["address", "measure", "unit", "cutoff", "value"])?;
    for count in counts {
        table.write_record([
            &*guarded_text(count.address.as_str()),
            &*guarded_text(count.measure.as_str()),
            count.unit.name(),
            &Count::format_date(count.cutoff),
            &count.value.to_string(),
        ])?;
    }
    table.flush()
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
