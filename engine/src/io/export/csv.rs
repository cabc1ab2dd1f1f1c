//! Layers as CSV: points have their two coordinates behind the first field, lines and areas well-known text in the last,
//! `geometry`; texts are guarded against spreadsheets.

use std::borrow::Cow;
use std::io::{self, Write};

use super::wkt::text_of;
use super::{Layer, Place, Row, Shapes};
use crate::io::export_csv::guarded_text;
use crate::io::outward::{Outward, OutwardError};
use crate::io::shapes::GEOMETRY;
use crate::io::table::Cell;

/// Writes a layer.
///
/// # Errors
/// Those of the writer; a position that has no coordinates in the system as [`io::ErrorKind::InvalidData`].
pub fn write_layer_csv<'a>(
    out: impl Write,
    layer: Layer<impl Iterator<Item = Row<'a>>>,
    outward: &Outward,
) -> io::Result<()> {
    let invalid = |error: OutwardError| io::Error::new(io::ErrorKind::InvalidData, error);
    let mut table = ::csv::Writer::from_writer(out);
    let names = layer.fields.iter().map(|field| field.name);
    let mut header: Vec<&str> = names.collect();
    match layer.shapes {
        Shapes::Nowhere => {}
        Shapes::Points => {
            let [first, second] = outward.axis_names();
            header.splice(1..1, [first, second]);
        }
        Shapes::Lines | Shapes::Areas => header.push(GEOMETRY),
    }
    table.write_record(&header)?;
    for row in layer.rows {
        let mut cells = row.cells.into_iter().map(value);
        if let Some(first) = cells.next() {
            table.write_field(&*first)?;
        }
        if let Place::Point(place) = row.place {
            for coordinate in outward.text(place).map_err(invalid)? {
                table.write_field(coordinate)?;
            }
        }
        for cell in cells {
            table.write_field(&*cell)?;
        }
        if matches!(layer.shapes, Shapes::Lines | Shapes::Areas) {
            table.write_field(text_of(row.place, outward)?)?;
        }
        table.write_record(None::<&[u8]>)?;
    }
    table.flush()
}

fn value(cell: Cell<'_>) -> Cow<'_, str> {
    match cell {
        Cell::Text(Cow::Borrowed(text)) => guarded_text(text),
        Cell::Text(Cow::Owned(text)) => Cow::Owned(guarded_text(&text).into_owned()),
        Cell::Whole(value) => Cow::Owned(value.to_string()),
        Cell::Decimal(value, decimals) => Cow::Owned(format!("{value:.decimals$}")),
        Cell::Empty => Cow::Borrowed(""),
    }
}
