//! Cells of honeycombs.

use super::{Field, Layer, Place, Row, Shapes, text, whole};
use crate::geom::interior;
use crate::io::H3Resolution;
use crate::io::table::Cell;
use crate::model::Cell as HoneycombCell;

const CELLS: &[Field] = &[text("layer"), text("code"), whole("hexes")];
const WITH_H3: &[Field] = &[text("layer"), text("code"), whole("hexes"), text("h3")];

/// Honeycomb cells with `layer`, `code` and the number of their `hexes`; with a resolution also `h3`, the index of the cell
/// of H3 in which a place inside lies, for programs that join by such indices.
pub fn cells_layer<'a>(
    cells: impl IntoIterator<Item = &'a HoneycombCell>,
    h3: Option<H3Resolution>,
) -> Layer<impl Iterator<Item = Row<'a>>> {
    let row = move |cell: &'a HoneycombCell| {
        let mut row = vec![
            Cell::text(Some(cell.layer.as_str())),
            Cell::text(Some(cell.code.as_str())),
            Cell::Whole(cell.hexes.len() as u64),
        ];
        let place = interior(&cell.region.polygons()[0]);
        row.extend(h3.map(|h3| Cell::Text(h3.index(place).into())));
        Row {
            cells: row,
            place: Place::Ground(&cell.region),
        }
    };
    Layer {
        name: "cells",
        fields: if h3.is_some() { WITH_H3 } else { CELLS },
        shapes: Shapes::Areas,
        rows: cells.into_iter().map(row),
    }
}
