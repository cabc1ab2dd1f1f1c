//! Units of crossing responsibility: faces, edges and junctions, with who answers for them.

use super::{Field, Layer, Place, Presence, Row, Shapes, optional, text, whole};
use crate::geom::Region;
use crate::io::table::Cell;

/// A unit to be written.
#[derive(Debug, Clone, Copy)]
pub struct CrossingUnit<'a> {
    /// Its key.
    pub key: &'a str,
    /// What it is.
    pub kind: &'a str,
    /// The grid whose worker answers for it.
    pub owner: Option<&'a str>,
    /// How many addresses are in it.
    pub addresses: u64,
    /// How many households.
    pub households: u64,
    /// Its ground, where it has one that can be drawn.
    pub region: Option<&'a Region>,
}

const CROSSING: &[Field] = &[
    text("key"),
    text("kind"),
    optional("owner", Presence::Null),
    whole("addresses"),
    whole("households"),
];

/// Units with `key`, `kind`, `owner`, `addresses`, `households`.
pub fn crossing_units_layer<'a>(
    units: impl IntoIterator<Item = CrossingUnit<'a>>,
) -> Layer<impl Iterator<Item = Row<'a>>> {
    let row = |unit: CrossingUnit<'a>| Row {
        cells: vec![
            Cell::text(Some(unit.key)),
            Cell::text(Some(unit.kind)),
            Cell::text(unit.owner),
            Cell::Whole(unit.addresses),
            Cell::Whole(unit.households),
        ],
        place: unit.region.map_or(Place::Nowhere, Place::Ground),
    };
    Layer {
        name: "crossing",
        fields: CROSSING,
        shapes: Shapes::Areas,
        rows: units.into_iter().map(row),
    }
}
