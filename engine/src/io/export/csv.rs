//! Layers as CSV: points have their two coordinates behind the first field, texts are guarded against spreadsheets.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{Layer, Place, Row};
use crate::io::export_csv::guarded_text;
use crate::io::outward::Outward;
use crate::io::table::Cell;

/// Writes a layer of points, or one without places. Lines and areas have no form here.
///
/// # Errors
/// Those of the writer; a position that has no coordinates in the system, a line or an area as [`io::ErrorKind::InvalidData`].
pub fn write_layer_csv<'a>(
    out: impl Write,
    layer: Layer<impl Iterator<Item = Row<'a>>>,
    outward: &Outward,
) -> io::Result<()> {
    let invalid = |reason: String| io::Error::new(io::ErrorKind::InvalidData, reason);
    let mut table = ::csv::Writer::from_writer(out);
    let names = layer.fields.iter().map(|field| field.name);
    let mut header: Vec<&str> = names.collect();
    if layer.shapes == super::Shapes::Points {
        let [first, second] = outward.axis_names();
        header.splice(1..1, [first, second]);
    }
    table.write_record(&header)?;
    for row in layer.rows {
        let mut cells = row.cells.into_iter().map(value);
        if let Some(first) = cells.next() {
            table.write_field(&*first)?;
        }
        match row.place {
            Place::Nowhere => {}
            Place::Point(place) => {
                let pair = outward.text(place);
                for coordinate in pair.map_err(|error| invalid(error.to_string()))? {
                    table.write_field(coordinate)?;
                }
            }
            Place::Line(_) | Place::Ground(_) => {
                return Err(invalid("areas and lines have no CSV form".to_owned()));
            }
        }
        for cell in cells {
            table.write_field(&*cell)?;
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
